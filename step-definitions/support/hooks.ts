import {
  After,
  AfterAll,
  Before,
  BeforeAll,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
} from '@cucumber/cucumber';
import { within } from './eventually';
import './parameter-types';
import { patience } from './patience';
import { MangroveWorld } from './world';

setWorldConstructor(MangroveWorld);
/** No step has patience of its own: Cucumber's would not grow with the delay of the machine. */
setDefaultTimeout(-1);
setDefinitionFunctionWrapper((step: (...args: unknown[]) => unknown) => {
  return function (this: unknown, ...args: unknown[]): unknown {
    const done = step.apply(this, args);
    return done instanceof Promise ? within(done, 'the end of the step', patience.step) : done;
  };
});

/** Errors that no code caught, since the last scenario began. */
const strays: unknown[] = [];
const keep = (error: unknown): void => void strays.push(error);

BeforeAll(() => {
  process.on('unhandledRejection', keep);
  process.on('uncaughtException', keep);
});

AfterAll(() => {
  process.off('unhandledRejection', keep);
  process.off('uncaughtException', keep);
});

Before(function (this: MangroveWorld, { pickle }) {
  strays.length = 0;
  const tags = pickle.tags.map(({ name }) => name);
  this.asProcess = tags.includes('@process');
  this.external = process.env.MANGROVE_URL;
  if (this.asProcess || this.external !== undefined) this.clock.goWithSystem();
  const isElsewhere = this.external !== undefined && !tags.includes('@black-box');
  return isElsewhere || tags.some(needsNewerNode) ? 'skipped' : undefined;
});

After(async function (this: MangroveWorld, { result }) {
  const mustRest = result?.status === 'PASSED' && this.isHere;
  try {
    if (mustRest) await this.comeToRest();
  } finally {
    await this.close(mustRest);
  }
  if (result?.status !== 'PASSED') {
    for (const line of this.logLines.all.slice(-20)) this.log(JSON.stringify(line));
    return;
  }
  const unexpected = [...strays.splice(0), ...this.logLines.unexpectedErrors.map((line) => new Error(`logged: ${JSON.stringify(line)}`))];
  if (unexpected.length > 0) throw new AggregateError(unexpected, `errors that no step asked for: ${unexpected.map(String).join('; ')}`);
});

/** `@since-node-24.9`: what older ones cannot do. */
function needsNewerNode(tag: string): boolean {
  const [, major, minor] = /^@since-node-(\d+)\.(\d+)$/.exec(tag) ?? [];
  if (major === undefined) return false;
  const [here = 0, hereMinor = 0] = process.versions.node.split('.').map(Number);
  return here < Number(major) || (here === Number(major) && hereMinor < Number(minor));
}
