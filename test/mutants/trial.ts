import type { Outcome } from './course';
import type { Covering } from './covering';
import { compiled, featureOf, placeOf, type Test, transportOf } from './coverage';
import type { Plan } from './plan';
import { type Run, runScenarios, runUnits } from './run';
import { switchName } from './switches';
import type { WarmRuns } from './warm-runs';

export type Verdict = { readonly end: 'features' | 'units' | 'survived'; readonly by?: string | undefined; readonly why?: string };

type Killer = { readonly by: string; readonly why: string };

/** Where a mutant is tried. */
export type Stand = {
  /** The folder of the compiled copy. */
  readonly folder: string;
  /** The number that turns the mutant on; undefined for one that must be put in place of what is there. */
  readonly number: number | undefined;
  readonly warm: WarmRuns;
  readonly put: () => void;
  readonly takeBack: () => void;
};

/** A few are asked first: most mutants end there, and little has to be read for them. */
const firstWave = 30;
const leastPatienceMs = 8_000;

/**
 * Tries a mutant in a compiled copy: the scenarios that run it, then the unit tests, until one is red, red again when it is
 * run alone, and green without the mutant: on a machine that is busy, some are red by themselves. What can be turned on is
 * tried in a process that is there already. What lives on there is looked at again in a new one, where nothing was made or
 * remembered before it was on.
 */
export async function tryMutant(stand: Stand, { scenarios, units }: Covering): Promise<Verdict> {
  const usual = scenarios.filter(({ name }) => transportOf(name) === '').slice(0, firstWave);
  const warmKiller = stand.number === undefined ? undefined : await firstRed(usual, warmly(stand, stand.number));
  if (warmKiller !== undefined) return { end: 'features', ...warmKiller };
  const coldly = cold(stand);
  for (const wave of wavesOf(scenarios, stand.number === undefined ? firstWave : scenarios.length)) {
    const killer = await firstRed(wave, coldly);
    if (killer !== undefined) return { end: 'features', ...killer };
  }
  const outcome = units.length === 0 ? green : await redUnits(units, stand);
  return outcome.red ? { end: 'units', by: units.length === 1 ? units[0]?.name : undefined, why: outcome.why } : { end: 'survived' };
}

/** How tests are run with the mutant and without; `renew`: nothing that was left behind by earlier runs is there any more. */
type Way = {
  readonly run: (tests: readonly Test[], patience: number) => Promise<Outcome>;
  readonly runWithout: (tests: readonly Test[], patience: number) => Promise<Outcome>;
  readonly renew?: () => Promise<void>;
};

const green: Outcome = { red: false };

function warmly({ warm }: Stand, number: number): Way {
  const way = (mutant: number) => (tests: readonly Test[], patience: number) => {
    const { plan, limitOf } = planOf(tests, patience);
    return warm.run(plan, mutant, limitOf);
  };
  return { run: way(number), runWithout: way(0), renew: () => warm.renew() };
}

function cold(stand: Stand): Way {
  const way = (around: typeof withMutant) => (tests: readonly Test[], patience: number) => {
    const { plan, limitOf } = planOf(tests, patience);
    const transport = transportOf(tests[0]?.name ?? '');
    const others: Record<string, string> = transport === '' ? {} : { MANGROVE_TRANSPORT: transport };
    return around(stand, (env) => runScenarios(plan, { folder: stand.folder, env: { ...env, ...others }, limitOf } satisfies Run));
  };
  return { run: way(withMutant), runWithout: way(withoutMutant) };
}

type Look = (env: Readonly<Record<string, string>>) => Promise<Outcome>;

async function withMutant({ number, put, takeBack }: Stand, look: Look): Promise<Outcome> {
  if (number !== undefined) return look({ [switchName]: String(number) });
  put();
  return look({}).finally(takeBack);
}

function withoutMutant(_stand: Stand, look: Look): Promise<Outcome> {
  return look({});
}

/** Scenarios that can run in one process, as they have a transport in common. */
function wavesOf(scenarios: readonly Test[], first: number): Test[][] {
  const byTransport = [...Map.groupBy(scenarios, ({ name }) => transportOf(name))];
  byTransport.sort(([one], [other]) => one.length - other.length);
  return byTransport.flatMap(([, all]) => [all.slice(0, first), all.slice(first)]).filter(({ length }) => length > 0);
}

/** The first scenario that the mutant makes red. */
async function firstRed(wave: readonly Test[], way: Way): Promise<Killer | undefined> {
  for (let waiting = wave; waiting.length > 0; ) {
    const outcome = await way.run(waiting, 1);
    if (!outcome.red) return undefined;
    const found = waiting.findIndex(({ name }) => placeOf(name) === outcome.test);
    const at = Math.max(0, found);
    const alone = waiting.slice(at, at + 1);
    const killer = await redByIt(alone, way);
    if (killer !== undefined) return killer;
    waiting = waiting.slice(at + 1);
  }
  return undefined;
}

/** Whether a scenario is red with the mutant and green without, in a new process where an earlier mutant left something behind. */
async function redByIt(alone: readonly Test[], { run, runWithout, renew }: Way): Promise<Killer | undefined> {
  const again = await run(alone, 3);
  if (!again.red) return undefined;
  if (!(await runWithout(alone, 3)).red) return { by: alone[0]?.name ?? '', why: again.why };
  if (renew === undefined) return undefined;
  await renew();
  return redByIt(alone, { run, runWithout });
}

function planOf(tests: readonly Test[], patience: number): { readonly plan: Plan; readonly limitOf: (place: string) => number } {
  const times = new Map(tests.map(({ name, ms }) => [placeOf(name), ms]));
  const scenarios = [...times.keys()];
  const features = [...new Set(scenarios.map(featureOf))];
  const limitOf = (place: string) => patience * (leastPatienceMs + 10 * (times.get(place) ?? 0));
  return { plan: { features, scenarios }, limitOf };
}

async function redUnits(units: readonly Test[], stand: Stand): Promise<Outcome> {
  const times = new Map(units.map(({ name, ms }) => [compiled(name), ms]));
  const limitOf = (file: string) => 3 * (leastPatienceMs + 10 * (times.get(file) ?? 0));
  const look: Look = (env) => runUnits([...times.keys()], { folder: stand.folder, env, limitOf });
  if (!(await withMutant(stand, look)).red) return green;
  const again = await withMutant(stand, look);
  if (!again.red) return green;
  if (!(await withoutMutant(stand, look)).red) return again;
  if (units.length === 1) return green;
  for (const one of units) {
    const outcome = await redUnits([one], stand);
    if (outcome.red) return outcome;
  }
  return green;
}
