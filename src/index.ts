/** The package's public face: start a balancer, or mount its rooms in a Koa application of your own. */
export { type Balancer, createApp, mount } from './app';
export { type Loaded, loadConfig, parseConfig } from './config/load';
export { formatProblems, type Problem } from './config/problems';
export type { Config } from './config/schema';
export { openLog } from './log';
export { answerErrors } from './middleware/answer-errors';
export { answerHere } from './middleware/answer-here';
export { begin } from './middleware/begin';
export { choosePool } from './middleware/choose-pool';
export type { Exchange, Room } from './middleware/exchange';
export { findRoute } from './middleware/find-route';
export { forward } from './middleware/forward';
export { type Lines, logAccess } from './middleware/log-access';
export { readTarget } from './middleware/read-target';
export { refuse } from './middleware/refuse';
export { rewrite } from './middleware/rewrite';
export { type Running, start } from './server';
export { openSnapshot, type Snapshot } from './serving/snapshot';
