import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type Counts, inWords, none, scenarioCounts, sum, unitCounts } from './counts';
import { type Done, type Job, runJob, runJobs } from './job';

/**
 * Runs the suite, or the parts of it that are named: `checks`, `unit`, `features`. Checks and unit tests go first, as many at
 * a time as there are cores; then the features, which need the machine to themselves. Cucumber's summary is the last but one
 * thing printed and the counts are the last; a check that fails counts as one failure. Exit code 1 when anything failed.
 */

const parts = ['checks', 'unit', 'features'] as const;
type Part = (typeof parts)[number];

/** Attacks that others collected, for `make corpora`. */
const corpora = '../shared/corpora';
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

async function main(words: readonly string[]): Promise<void> {
  const wanted = words.length > 0 ? words.map(toPart) : parts;
  rmSync('reports', { recursive: true, force: true });
  mkdirSync('reports', { recursive: true });
  const first = [
    ...(wanted.includes('unit') ? [unit] : []),
    ...(wanted.includes('features') ? [build] : []),
    ...(wanted.includes('checks') ? checks : []),
  ];
  const counts: Counts[] = [];
  await runJobs(first, availableParallelism(), (job, done) => {
    const counted = job === unit ? withFailure(unitCounts(unitReport), done) : withFailure(none, done);
    counts.push(counted);
    report(job, done, job === unit ? inWords(counted) : '');
  });
  if (wanted === parts && !existsSync(corpora)) console.log(`${corpora} is not here: make corpora is skipped`);
  if (wanted.includes('features')) counts.push(await runFeatures());
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

/** The features that must hold on any transport, on the other two; then all of them. */
async function runFeatures(): Promise<Counts> {
  const { MANGROVE_URL, MANGROVE_TRANSPORT } = process.env;
  const passes = MANGROVE_URL || MANGROVE_TRANSPORT ? [MANGROVE_TRANSPORT] : ['koa-proxies', 'undici', undefined];
  const counts: Counts[] = [];
  for (const transport of passes) {
    console.log(`\nfeatures${transport ? ` that hold on any transport, on ${transport}` : ''}\n`);
    const env: Record<string, string> = { MANGROVE_BUILT: '1', ...(transport ? { MANGROVE_TRANSPORT: transport } : {}) };
    const done = await runJob({ name: 'features', words: cucumber, env }, true);
    counts.push(withFailure(scenarioCounts(`reports/cucumber${transport ? `-${transport}` : ''}.ndjson`), done));
  }
  return sum(counts);
}

/** A job that failed without a single failed test (it crashed, or is a check) is a failure itself. */
function withFailure(counts: Counts, { ok }: Done): Counts {
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function report(job: Job, { ok, output, seconds }: Done, remark: string): void {
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${job.name.padEnd(16)} ${seconds.toFixed(1).padStart(5)} s  ${remark}`.trimEnd());
  if (!ok) console.log(`\n${output.trimEnd()}\n`);
}

void main(process.argv.slice(2));
