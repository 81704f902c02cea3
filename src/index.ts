/** The package's public face: start a balancer, or put one into a Koa app of your own. */
export { type OwnBalancer, type OwnBalancerOptions, openBalancer } from './balancer';
export type { Clock, Timer } from './clock';
export { type Loaded, loadConfig, parseConfig } from './config/load';
export { formatProblems, type Problem } from './config/problems';
export type { Config } from './config/schema';
export { type LogOutput, type LogPlace, openLogOutput } from './log-output';
export type { Found } from './middleware/found';
export type { Lines } from './middleware/log-access';
export type { Running } from './server';
export { type StartOptions, start } from './start';
