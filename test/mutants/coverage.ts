import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Region, withCounters } from './counters';
import { inLanes } from './lanes';
import type { Plan } from './plan';
import { tellWhile } from '../../scripts/moving-line';
import { type Run, runScenarios, runUnits } from './run';
import type { Said } from './say';
import type { Source } from './sources';
import { Tree } from './tree';

/** One scenario, on one transport, or one file of unit tests, as it was without a mutant. */
export type Test = {
  /** `undici features/x.feature:12`, `features/x.feature:12`, `test/x.test.ts`. */
  readonly name: string;
  readonly ms: number;
  /** All that is written in it, as far as it is a scenario. */
  readonly words: string;
  /** Numbers of the counters of what it ran. */
  readonly ran: readonly number[];
};

export type Coverage = {
  readonly key: string;
  readonly tests: readonly Test[];
  /** Counters of what runs when `src` is loaded. */
  readonly loaded: readonly number[];
  /** Tests that were red without a mutant. They say nothing of one. */
  readonly red: readonly string[];
};

/** What the features run on besides what they always do. */
const transports = ['', 'koa-proxies', 'undici'] as const;
const patienceMs = 120_000;
const filesAtOnce = 6;

/** All regions of the sources, by file; their counters are numbered through. */
export function regionsOf(sources: readonly Source[]): Map<string, readonly Region[]> {
  let counters = 0;
  return new Map(
    sources.map((source) => {
      const { regions } = withCounters(source, counters, '');
      counters += regions.length;
      return [source.file, regions];
    }),
  );
}

/** Which scenarios and unit tests run what; measured once, and kept in `folder` until sources or tests change. */
export async function coverageOf(root: string, sources: readonly Source[], folder: string): Promise<Coverage> {
  const kept = join(folder, 'coverage.json');
  const key = keyOf(root);
  if (existsSync(kept)) {
    const coverage = JSON.parse(readFileSync(kept, 'utf8')) as Coverage;
    if (coverage.key === key) return coverage;
  }
  const coverage = { key, ...(await measured(root, sources, folder)) };
  writeFileSync(kept, JSON.stringify(coverage));
  return coverage;
}

async function measured(root: string, sources: readonly Source[], folder: string): Promise<Omit<Coverage, 'key'>> {
  const tree = countedTree(sources, folder);
  const tests: Test[] = [];
  const red: string[] = [];
  const loaded = new Set<number>();
  const features = filesIn(root, 'features', '.feature');
  const units = filesIn(root, 'test', '.test.ts');
  const anywhere = features.filter((file) => readFileSync(join(root, file), 'utf8').includes('@any-transport'));
  const read = async (transport: string, plan: Plan) => {
    const env = { MUTANTS_COUNT: '1', ...(transport === '' ? {} : { MANGROVE_TRANSPORT: transport }) };
    const onSaid = scribe(transport, { tests, red, loaded });
    await runScenarios(plan, { folder: tree.folder, env, onSaid, stopsAtRed: false, limitOf: () => patienceMs });
  };
  const jobs = transports.flatMap((transport) =>
    shares(transport === '' ? features : anywhere).map((share) => () => read(transport, { features: share })),
  );
  const unitJobs = units.map((file) => async () => {
    const seen = join(folder, `seen-${file.replaceAll('/', '-')}`);
    writeFileSync(seen, '');
    const began = performance.now();
    const run: Run = { folder: tree.folder, env: { MUTANTS_SEEN: seen }, limitOf: () => patienceMs };
    const outcome = await runUnits([compiled(file)], run);
    if (outcome.red) red.push(file);
    else tests.push({ name: file, ms: Math.round(performance.now() - began), words: '', ran: numbersIn(seen) });
    rmSync(seen);
  });
  const all = [...jobs, ...unitJobs];
  let done = 0;
  const telling = tellWhile(() => `which test runs what: ${done} of ${all.length} parts of the suite`);
  await inLanes(all, (count) => {
    done = count;
  });
  const redUnits = red.filter((name) => name.startsWith('test/'));
  const doubtful = red.filter((name) => !redUnits.includes(name));
  red.length = 0;
  for (const [transport, names] of Map.groupBy(doubtful, transportOf)) {
    const scenarios = names.map(placeOf);
    await read(transport, { features: [...new Set(scenarios.map(featureOf))], scenarios });
  }
  telling.end();
  tree.remove();
  return { tests, red: [...red, ...redUnits].sort(), loaded: [...loaded] };
}

/** The compiled file of a unit test. */
export function compiled(file: string): string {
  return file.replace(/\.ts$/, '.js');
}

/** What a scenario runs on, besides what it always does; empty for that. */
export function transportOf(test: string): string {
  return test.includes(' ') ? test.slice(0, test.indexOf(' ')) : '';
}

/** The file and line of a scenario. */
export function placeOf(test: string): string {
  return test.slice(test.indexOf(' ') + 1);
}

/** The file of a scenario. */
export function featureOf(test: string): string {
  return placeOf(test).replace(/:\d+$/, '');
}

type Found = { readonly tests: Test[]; readonly red: string[]; readonly loaded: Set<number> };

function scribe(transport: string, { tests, red, loaded }: Found): (said: Said) => void {
  let began = 0;
  let ran: readonly number[] = [];
  return (said) => {
    if (said.begins !== undefined) began = performance.now();
    for (const counter of said.loaded ?? []) loaded.add(counter);
    if (said.ran !== undefined) ran = said.ran;
    if (said.ended === undefined) return;
    const name = transport === '' ? said.ended : `${transport} ${said.ended}`;
    if (said.status === 'PASSED') tests.push({ name, ms: Math.round(performance.now() - began), words: said.words ?? '', ran });
    else if (said.status !== 'SKIPPED') red.push(name);
  };
}

function countedTree(sources: readonly Source[], folder: string): Tree {
  const place = join(folder, `trees/${process.pid}-counted`);
  const texts = new Map<string, string>();
  let counters = 0;
  for (const source of sources) {
    const { text, regions } = withCounters(source, counters, join(place, 'test/mutants/seen'));
    counters += regions.length;
    texts.set(source.file, text);
  }
  return Tree.make(place, join(folder, 'compiled'), (file, text) => texts.get(file) ?? text);
}

function keyOf(root: string): string {
  const hash = createHash('sha256').update(process.version);
  for (const folder of ['src', 'features', 'step-definitions', 'test', 'examples', 'bin'])
    for (const file of filesIn(root, folder, ''))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
  return hash.digest('hex');
}

function filesIn(root: string, folder: string, ending: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${entry.parentPath.slice(root.length + 1)}/${entry.name}`)
    .filter((file) => !file.startsWith('test/mutants/'))
    .sort();
}

function shares(files: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(files.length / filesAtOnce) }, (_, at) => files.slice(at * filesAtOnce, (at + 1) * filesAtOnce));
}

function numbersIn(file: string): number[] {
  return [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number))];
}
