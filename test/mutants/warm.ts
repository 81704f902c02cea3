import { type ISupportCodeLibrary, loadConfiguration, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import { Writable } from 'node:stream';
import { givenPlan } from './plan';
import { say } from './say';
import { turnOn } from './switches';

/**
 * A process that has everything loaded. At each message, the number of a mutant, it turns that one on, runs the scenarios of
 * the plan that lies there by then, up to the first that is red, and says that it is over.
 */

const { default: usual } = require('./cucumber') as { default: Readonly<Record<string, unknown>> };
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
let support: ISupportCodeLibrary | undefined;

async function run(mutant: number): Promise<void> {
  const environment = { stdout: nowhere(), stderr: nowhere() };
  const provided = { ...usual, paths: [...givenPlan().features], format: [], failFast: true };
  const { runConfiguration } = await loadConfiguration({ file: false, provided }, environment);
  support ??= await loadSupport(runConfiguration, environment);
  turnOn(mutant);
  await runCucumber({ ...runConfiguration, support }, environment);
  turnOn(0);
}

process.on('message', (mutant: number) => {
  const end = () => say({ over: true });
  run(mutant).then(end, (error: unknown) => {
    console.error(error);
    end();
  });
});
