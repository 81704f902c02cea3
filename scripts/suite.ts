import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Counts, failingUnits, inWords, none, read, skippedUnits, sum, unitCounts } from './counts';
import { againIn, skippedIn } from './cucumber/closing';
import { outcomesIn } from './cucumber/outcomes';
import { type Done, type Job, runJob, runJobs } from './job';
import { tellWhile } from './moving-line';

/**
 * Runs the suite, or the parts of it that are named: `checks`, `unit`, `features`. The build goes first, then checks and unit tests, as
 * many at a time as there are cores; then the features, which need the machine to themselves. On a terminal a line tells how far it is.
 * In the end stands what was skipped, what failed and how to run that alone, and last the counts; a check that fails counts as one failure. Exit code 1
 * when anything failed.
 */

const parts = ['checks', 'unit', 'features'] as const;
type Part = (typeof parts)[number];

const unitReport = 'reports/unit.tap';
const closingLine = 'reports/summary.txt';

const build: Job = { name: 'build', words: ['scripts/build.js'] };

const checks: readonly Job[] = [
  {
    name: 'types',
    words: ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit', '--incremental', '--tsBuildInfoFile', '.make/types.tsbuildinfo'],
  },
  { name: 'dead code', words: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'feature style', words: ['node_modules/gplint/bin/gplint.js', '--rulesdir', 'scripts/lint', 'features'] },
  { name: 'generated docs', words: ['-r', 'ts-node/register/transpile-only', 'scripts/generate-config-docs.ts', '--check'] },
  { name: 'format and lint', words: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
];

/** Processes that start one after the other take three times as long. Node 22 would load what is required as ES modules then. */
const inOneProcess = Number.parseInt(process.versions.node, 10) >= 24 ? ['--test-isolation=none'] : [];

const unit: Job = {
  name: 'unit tests',
  words: [
    ...['-r', 'ts-node/register/transpile-only', '--test', ...inOneProcess],
    ...['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${unitReport}`],
    'test/**/*.test.ts',
  ],
};

const cucumber = ['node_modules/@cucumber/cucumber/bin/cucumber.js'];

/** What has come of it so far: the counts, and the lines of the closing lists. */
type Account = { readonly counts: Counts[]; readonly skipped: string[]; readonly again: string[] };

async function main(words: readonly string[]): Promise<void> {
  const wanted = words.length > 0 ? words.map(toPart) : parts;
  rmSync('reports', { recursive: true, force: true });
  mkdirSync('reports', { recursive: true });
  const [longest, ...others] = wanted.includes('checks') ? checks : [];
  const account: Account = { counts: [], skipped: [], again: [] };
  const running = new Set<Job>();
  const told = tellWhile(() => Array.from(running, whatRuns).join(', '));
  const onEnd = (job: Job, done: Done) => {
    running.delete(job);
    const counted = job === unit ? withFailure(unitCounts(unitReport), done) : withFailure(none, done);
    account.counts.push(counted);
    if (job === unit) account.skipped.push(...skippedUnits(unitReport).map((line) => `  ${line}`));
    told.print(reported(job, done, job === unit ? inWords(counted) : ''));
    if (counted.failed > 0) account.again.push(`  ${job.name}`, `    ${alone(job)}`);
  };
  const runAll = (jobs: readonly (Job | undefined)[]) =>
    runJobs(
      jobs.filter((job) => job !== undefined),
      availableParallelism(),
      { onBegin: (job) => void running.add(job), onEnd },
    );
  await runAll([wanted.includes('unit') || wanted.includes('features') ? build : undefined, longest]);
  await runAll([wanted.includes('unit') ? unit : undefined, ...others]);
  told.end();
  if (wanted.includes('features')) await runFeatures(account);
  const { counts, skipped, again } = account;
  if (skipped.length > 0) console.log(`\nWhat was skipped:\n\n${skipped.join('\n')}`);
  if (again.length > 0) console.log(`\nWhat failed, and how to run it alone:\n\n${again.join('\n')}`);
  const total = sum(counts);
  const line = inWords(total);
  writeFileSync(closingLine, `${line}\n`);
  console.log(wanted.length === 1 && wanted[0] === 'checks' ? line.replace(/^0 passed, /, '') : `\n${line}`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

function toPart(word: string): Part {
  const part = parts.find((one) => one === word);
  if (!part) throw new Error(`no part of the suite is called "${word}": there are ${parts.join(', ')}`);
  return part;
}

/** Jobs that are quiet till they end; the unit tests write down what they have done. */
function whatRuns(job: Job): string {
  if (job !== unit) return job.name;
  const done = read(unitReport).match(/^ *(not )?ok /gm) ?? [];
  const failed = done.filter((line) => line.includes('not')).length;
  return `${job.name} (${done.length} so far${failed > 0 ? `, ${failed} failed` : ''})`;
}

function alone(job: Job): string {
  if (job === unit) return 'npm run -s unit';
  return job === build ? 'make build' : 'make check';
}

/** The features that must hold on any transport, on the other two; then all of them. */
async function runFeatures({ counts, skipped, again }: Account): Promise<void> {
  const { MANGROVE_URL, MANGROVE_TRANSPORT } = process.env;
  const passes = MANGROVE_URL || MANGROVE_TRANSPORT ? [MANGROVE_TRANSPORT] : ['koa-proxies', 'undici', undefined];
  for (const [at, transport] of passes.entries()) {
    const title = `features${transport ? ` that hold on any transport, on ${transport}` : ''}`;
    console.log(`\n${title}`);
    const pass = `features${transport ? ` on ${transport}` : ''}${passes.length > 1 ? `, pass ${at + 1} of ${passes.length}` : ''}`;
    const env: Record<string, string> = {
      MANGROVE_BUILT: '1',
      MANGROVE_PASS: pass,
      ...(transport ? { MANGROVE_TRANSPORT: transport } : {}),
    };
    const done = await runJob({ name: 'features', words: cucumber, env }, true);
    const outcomes = outcomesIn(`reports/cucumber${transport ? `-${transport}` : ''}.ndjson`);
    const counted = withFailure(outcomes.counts, done);
    counts.push(counted);
    skipped.push(...skippedIn(outcomes));
    again.push(...againIn(outcomes.failed, transport));
    if (counted.failed > 0 && outcomes.failed.length === 0) again.push(`  ${title}`, '    npm run -s features');
  }
}

/** A job that failed without a single failed test (it crashed, or is a check) is a failure itself. */
function withFailure(counts: Counts, { ok }: Done): Counts {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function reported(job: Job, { ok, output, seconds }: Done, remark: string): string {
  const line = `${ok ? 'ok  ' : 'FAIL'}  ${job.name.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s  ${remark}`.trimEnd();
  const why = job === unit ? failingUnits(output) : output;
  return ok ? line : `${line}\n\n${why.trim()}\n`;
}

void main(process.argv.slice(2));
