import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Candidate, candidatesFrom } from './candidates';
import { coverageOf, regionsOf } from './coverage';
import { Coverings } from './covering';
import { byLot } from './draw';
import { Equivalents } from './equivalents';
import { lanes } from './lanes';
import { tellWhile } from '../../scripts/moving-line';
import { type Result, Results } from './results';
import { type Mutant, mutantsOf, mutated, readSources } from './sources';
import { hasSwitch, type Numbered, withSwitches } from './switches';
import { summary, type Tried, table } from './table';
import { sweep, Tree } from './tree';
import { type Stand, tryMutant } from './trial';
import { WarmRuns } from './warm-runs';

/**
 * Breaks `src` in one place after the other and looks whether a scenario, or else a unit test, turns red. N=100 mutants are
 * drawn by a SEED; ONLY=text draws from those whose `file:line name` holds it. Results stay in .make/mutants, and what has
 * been tried in the same state of sources and tests is not tried again. Exit code 1 when fewer are killed than must be.
 */

const root = resolve(__dirname, '../..');
const folder = join(root, '.make/mutants');

async function main(): Promise<void> {
  const { SEED = String(randomInt(2 ** 31)), N = '100', ONLY = '' } = process.env;
  console.log(`SEED=${SEED} N=${N}${ONLY === '' ? '' : ` ONLY=${ONLY}`}`);
  mkdirSync(folder, { recursive: true });
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  sweep(join(folder, 'trees'));
  const sources = readSources(root);
  const all = sources.flatMap(mutantsOf);
  const equivalents = new Equivalents();
  const coverage = await coverageOf(root, sources, folder);
  if (coverage.red.length > 0) console.log(`red without a mutant, and left out:\n  ${coverage.red.join('\n  ')}`);
  const among = all.filter((mutant) => `${mutant.file}:${mutant.line} ${mutant.name}`.includes(ONLY));
  const leftOut: string[] = [];
  const candidates = await chosen(candidatesFrom(byLot(among, SEED), Number(N), { sources, equivalents, leftOut }), Number(N));
  const coverings = new Coverings(sources, regionsOf(sources), coverage);
  const knowledge = { coverings, results: new Results(join(folder, 'results.jsonl')), key: coverage.key };
  const tried = await tryAll(candidates, knowledge);
  const { text, enough } = summary(tried);
  const report = `${table(tried, leftOut)}\n${text}`;
  writeFileSync(join(folder, `table-${SEED}.txt`), `${report}\n`);
  console.log(report);
  for (const name of equivalents.outdated(all)) console.log(`test/mutants/equivalent.json names a mutant that is no more: ${name}`);
  process.exitCode = enough ? 0 : 1;
}

type Knowledge = { readonly coverings: Coverings; readonly results: Results; readonly key: string };

/** All of the candidates, for they are compiled in together. */
async function chosen(candidates: AsyncGenerator<Candidate>, count: number): Promise<Candidate[]> {
  const all: Candidate[] = [];
  const telling = tellWhile(() => `which mutants the compiler takes: ${all.length} of ${count}`);
  for await (const candidate of candidates) all.push(candidate);
  telling.end();
  return all;
}

/** Tries all of these, in as many lanes as there are cores. */
async function tryAll(candidates: readonly Candidate[], knowledge: Knowledge): Promise<Tried[]> {
  const tried: Tried[] = [];
  const killed = () => tried.filter(({ result }) => result.end !== 'survived').length;
  const telling = tellWhile(() => `${tried.length} of ${candidates.length} mutants, ${killed()} killed`);
  const { numbers, texts } = switched(candidates, knowledge);
  const waiting = candidates.values();
  const lane = async (number: number) => {
    const change = (file: string, text: string) => texts.get(file) ?? text;
    const tree = Tree.make(join(folder, `trees/${process.pid}-${number}`), join(folder, 'compiled'), change);
    const warm = new WarmRuns(tree.folder);
    for (const { mutant, source } of waiting) {
      const put = () => tree.put(source.file, mutated(source, mutant));
      const takeBack = () => tree.put(source.file, change(source.file, source.text));
      const stand = { folder: tree.folder, number: numbers.get(mutant), warm, put, takeBack };
      tried.push({ mutant, result: await resultOf(mutant, stand, knowledge) });
    }
    await warm.renew();
    tree.remove();
  };
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at + 1)));
  telling.end();
  return tried;
}

type Switched = { readonly numbers: ReadonlyMap<Mutant, number>; readonly texts: ReadonlyMap<string, string> };

/** The sources with those mutants in them that can be turned on, and the numbers that do it. */
function switched(candidates: readonly Candidate[], { results, key }: Knowledge): Switched {
  const numbers = new Map<Mutant, number>();
  const texts = new Map<string, string>();
  const untried = candidates.filter(({ mutant }) => results.kept(mutant.name, key) === undefined);
  for (const [source, found] of Map.groupBy(untried, (candidate) => candidate.source)) {
    const numbered: Numbered[] = [];
    for (const { mutant } of found) {
      if (!hasSwitch(mutant, source)) continue;
      numbers.set(mutant, numbers.size + 1);
      numbered.push({ mutant, number: numbers.size });
    }
    if (numbered.length > 0) texts.set(source.file, withSwitches(source, numbered));
  }
  return { numbers, texts };
}

/** What becomes of a mutant; a result that was kept is not found again. */
async function resultOf(mutant: Mutant, stand: Stand, { coverings, results, key }: Knowledge): Promise<Result> {
  const kept = results.kept(mutant.name, key);
  if (kept !== undefined) return kept;
  const began = performance.now();
  const covering = coverings.of(mutant, results.killer(mutant.name));
  const verdict = await tryMutant(stand, covering);
  if (verdict.by !== undefined) coverings.killed(mutant, verdict.by);
  const [scenarios, units] = [covering.scenarios.length, covering.units.length];
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const result = { key, mutant: mutant.name, ...verdict, scenarios, units, seconds };
  results.add(result);
  return result;
}

void main();
