import { Course, lastLine, type Outcome } from './course';
import type { Plan } from './plan';
import { RunProcess } from './run-process';
import type { Said } from './say';

export type Run = {
  /** The folder of the compiled copy that is run. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is called when a scenario says something. */
  readonly onSaid?: (said: Said) => void;
  /** Whether the first red scenario ends the run. */
  readonly stopsAtRed?: boolean;
  /** How many milliseconds a test may take until it counts as red. */
  readonly limitOf: (test: string) => number;
};

/** Runs scenarios of a compiled copy in a process of its own; when it is over, nothing of it runs any more. */
export async function runScenarios(plan: Plan, { folder, env = {}, onSaid, stopsAtRed = true, limitOf }: Run): Promise<Outcome> {
  const words = ['node_modules/@cucumber/cucumber/bin/cucumber.js', '--config', 'test/mutants/cucumber.js'];
  const run = new RunProcess(words, folder, env, plan);
  const course = new Course(plan.scenarios ?? [], limitOf, (limitMs, sentence) => run.patience(limitMs, sentence));
  run.onSaid((said) => {
    onSaid?.(said);
    course.take(said);
    if (stopsAtRed && course.first.red) run.end();
  });
  const { said, late } = await run.ended;
  return stopsAtRed ? course.end(late, said) : course.first;
}

/** Runs files of unit tests of a compiled copy in one process. */
export async function runUnits(files: readonly string[], { folder, env = {}, limitOf }: Run): Promise<Outcome> {
  const isolation = Number.parseInt(process.versions.node, 10) >= 24 ? ['--test-isolation=none'] : [];
  const limit = files.reduce((sum, file) => sum + limitOf(file), 0);
  const run = new RunProcess(['--test', ...isolation, '--test-reporter=tap', ...files], folder, env);
  run.patience(limit, 'not over in time');
  const { code, said, late } = await run.ended;
  if (code === 0) return { red: false };
  const [, failed = late ?? lastLine(said)] = /^ *not ok \d+ - (.*)$/m.exec(said) ?? [];
  return { red: true, test: files.length === 1 ? files[0] : undefined, why: failed };
}
