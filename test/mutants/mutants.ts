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
import { type Mutant, mutantsOf, readSources, type Source } from './sources';
import { summary, type Tried, table } from './table';
import { sweep, Tree } from './tree';
import { tryMutant } from './trial';

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
  const candidates = candidatesFrom(byLot(among, SEED), Number(N), { sources, equivalents, leftOut });
  const coverings = new Coverings(sources, regionsOf(sources), coverage);
  const knowledge = { coverings, results: new Results(join(folder, 'results.jsonl')), key: coverage.key };
  const tried = await tryAll(candidates, Number(N), knowledge);
  const { text, enough } = summary(tried);
  const report = `${table(tried, leftOut)}\n${text}`;
  writeFileSync(join(folder, `table-${SEED}.txt`), `${report}\n`);
  console.log(report);
  for (const name of equivalents.outdated(all)) console.log(`test/mutants/equivalent.json names a mutant that is no more: ${name}`);
  process.exitCode = enough ? 0 : 1;
}

type Knowledge = { readonly coverings: Coverings; readonly results: Results; readonly key: string };

/** Tries all of these, in as many lanes as there are cores. */
async function tryAll(candidates: AsyncGenerator<Candidate>, count: number, knowledge: Knowledge): Promise<Tried[]> {
  const tried: Tried[] = [];
  const killed = () => tried.filter(({ result }) => result.end !== 'survived').length;
  const telling = tellWhile(() => `${tried.length} of ${count} mutants, ${killed()} killed`);
  const lane = async (number: number) => {
    const tree = Tree.make(join(folder, `trees/${process.pid}-${number}`), join(folder, 'compiled'));
    for await (const { mutant, source } of candidates) {
      tried.push({ mutant, result: await resultOf(mutant, source, tree, knowledge) });
    }
    tree.remove();
  };
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at + 1)));
  telling.end();
  return tried;
}

/** What becomes of a mutant; a result that was kept is not found again. */
async function resultOf(mutant: Mutant, source: Source, tree: Tree, { coverings, results, key }: Knowledge): Promise<Result> {
  const kept = results.kept(mutant.name, key);
  if (kept !== undefined) return kept;
  const began = performance.now();
  const covering = coverings.of(mutant, results.killer(mutant.name));
  const verdict = await tryMutant(mutant, source, tree, covering);
  if (verdict.by !== undefined) coverings.killed(mutant, verdict.by);
  const [scenarios, units] = [covering.scenarios.length, covering.units.length];
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  const result = { key, mutant: mutant.name, ...verdict, scenarios, units, seconds };
  results.add(result);
  return result;
}

void main();
