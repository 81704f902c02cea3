import { randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Coverage, coverageOf, regionsOf } from './coverage';
import { Coverings } from './covering';
import { byLot } from './draw';
import { Equivalents } from './equivalents';
import { lanes } from './lanes';
import { tellWhile } from './progress';
import { type Result, Results } from './results';
import { type Mutant, mutantsOf, readSources, type Source } from './sources';
import { summary, type Tried, table } from './table';
import { Tree } from './tree';
import { tryMutant } from './trial';
import { TypeCheck } from './type-check';

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
  const sources = readSources(root);
  const all = sources.flatMap(mutantsOf);
  const equivalents = new Equivalents();
  const coverage = await coverageOf(root, sources, folder);
  if (coverage.red.length > 0) console.log(`red without a mutant, and left out:\n  ${coverage.red.join('\n  ')}`);
  const among = all.filter((mutant) => `${mutant.file}:${mutant.line} ${mutant.name}`.includes(ONLY) && !equivalents.has(mutant));
  const tried = await tryAll(byLot(among, SEED), Number(N), sources, coverage);
  const { text, enough } = summary(tried);
  writeFileSync(join(folder, `table-${SEED}.txt`), `${table(tried)}\n${text}\n`);
  console.log(`${table(tried)}\n${text}`);
  for (const name of equivalents.outdated(all)) console.log(`test/mutants/equivalent.json names a mutant that is no more: ${name}`);
  process.exitCode = enough ? 0 : 1;
}

type Knowledge = { readonly coverings: Coverings; readonly results: Results; readonly key: string };

/** Tries the first `count` of these that the compiler takes, in as many lanes as there are cores. */
async function tryAll(drawn: readonly Mutant[], count: number, sources: readonly Source[], coverage: Coverage): Promise<Tried[]> {
  const coverings = new Coverings(sources, regionsOf(sources), coverage);
  const knowledge = { coverings, results: new Results(join(folder, 'results.jsonl')), key: coverage.key };
  const types = new TypeCheck();
  const tried: Tried[] = [];
  const killed = () => tried.filter(({ result }) => result.end !== 'survived').length;
  const telling = tellWhile(() => `${tried.length} of ${count} mutants, ${killed()} killed`);
  const next = acceptable(drawn, count, sources, types);
  const lane = async (number: number) => {
    const tree = Tree.make(join(folder, `trees/${process.pid}-${number}`), join(folder, 'compiled'));
    for await (const { mutant, source } of next) {
      tried.push({ mutant, result: await resultOf(mutant, source, tree, knowledge) });
    }
    tree.remove();
  };
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at + 1)));
  telling.end();
  await types.end();
  return tried;
}

type Candidate = { readonly mutant: Mutant; readonly source: Source };

async function* acceptable(
  drawn: readonly Mutant[],
  count: number,
  sources: readonly Source[],
  types: TypeCheck,
): AsyncGenerator<Candidate> {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  let found = 0;
  for (const mutant of drawn) {
    if (found === count) return;
    const source = byFile.get(mutant.file);
    if (source === undefined || !(await types.takes(source, mutant))) continue;
    found += 1;
    yield { mutant, source };
  }
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
