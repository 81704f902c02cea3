import type { Covering } from './covering';
import { compiled, featureOf, placeOf, type Test, transportOf } from './coverage';
import type { Outcome, Run } from './run';
import { runScenarios, runUnits } from './run';
import { type Mutant, mutated, type Source } from './sources';
import type { Tree } from './tree';

export type Verdict = { readonly end: 'features' | 'units' | 'survived'; readonly by?: string | undefined; readonly why?: string };

type Killer = { readonly by: string; readonly why: string };

/** A few are asked first: most mutants end there, and little has to be read for them. */
const firstWave = 30;
const leastPatienceMs = 8_000;

/**
 * Tries a mutant in a compiled copy: the scenarios that run it, then the unit tests, until one is red, red again when it is
 * run alone, and green without the mutant: on a machine that is busy, some are red by themselves.
 */
export async function tryMutant(mutant: Mutant, source: Source, tree: Tree, { scenarios, units }: Covering): Promise<Verdict> {
  const put = () => tree.put(source.file, mutated(source, mutant));
  const takeBack = () => tree.put(source.file, source.text);
  const without = async (look: () => Promise<Outcome>) => {
    takeBack();
    return look().finally(put);
  };
  put();
  try {
    for (const wave of wavesOf(scenarios)) {
      const killer = await firstRed(wave, tree, without);
      if (killer !== undefined) return { end: 'features', ...killer };
    }
    const outcome = units.length === 0 ? green : await redUnits(units, tree, without);
    return outcome.red ? { end: 'units', by: units.length === 1 ? units[0]?.name : undefined, why: outcome.why } : { end: 'survived' };
  } finally {
    takeBack();
  }
}

/** Does something while the mutant is not there. */
type Without = (look: () => Promise<Outcome>) => Promise<Outcome>;

const green: Outcome = { red: false };

/** Scenarios that can run in one process, as they have a transport in common. */
function wavesOf(scenarios: readonly Test[]): Test[][] {
  const byTransport = [...Map.groupBy(scenarios, ({ name }) => transportOf(name))];
  byTransport.sort(([one], [other]) => one.length - other.length);
  return byTransport.flatMap(([, all]) => [all.slice(0, firstWave), all.slice(firstWave)]).filter(({ length }) => length > 0);
}

/** The first scenario that the mutant makes red. */
async function firstRed(wave: readonly Test[], tree: Tree, without: Without): Promise<Killer | undefined> {
  for (let waiting = wave; waiting.length > 0; ) {
    const outcome = await run(waiting, tree, 1);
    if (!outcome.red) return undefined;
    const found = waiting.findIndex(({ name }) => placeOf(name) === outcome.test);
    const at = Math.max(0, found);
    const alone = waiting.slice(at, at + 1);
    const again = await run(alone, tree, 3);
    if (again.red && !(await without(() => run(alone, tree, 3))).red) return { by: waiting[at]?.name ?? '', why: again.why };
    waiting = waiting.slice(at + 1);
  }
  return undefined;
}

function run(tests: readonly Test[], tree: Tree, patience: number): Promise<Outcome> {
  const transport = transportOf(tests[0]?.name ?? '');
  const times = new Map(tests.map(({ name, ms }) => [placeOf(name), ms]));
  const scenarios = [...times.keys()];
  const features = [...new Set(scenarios.map(featureOf))];
  const limitOf = (place: string) => patience * (leastPatienceMs + 10 * (times.get(place) ?? 0));
  return runScenarios({ features, scenarios }, {
    folder: tree.folder,
    env: transport === '' ? {} : { MANGROVE_TRANSPORT: transport },
    limitOf,
  } satisfies Run);
}

async function redUnits(units: readonly Test[], tree: Tree, without: Without): Promise<Outcome> {
  const times = new Map(units.map(({ name, ms }) => [compiled(name), ms]));
  const limitOf = (file: string) => 3 * (leastPatienceMs + 10 * (times.get(file) ?? 0));
  const look = () => runUnits([...times.keys()], { folder: tree.folder, limitOf });
  if (!(await look()).red) return green;
  const again = await look();
  if (!again.red) return green;
  if (!(await without(look)).red) return again;
  if (units.length === 1) return green;
  for (const one of units) {
    const outcome = await redUnits([one], tree, without);
    if (outcome.red) return outcome;
  }
  return green;
}
