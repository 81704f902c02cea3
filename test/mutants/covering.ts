import type { Coverage, Test } from './coverage';
import { type Region, regionAt } from './counters';
import { Ranking } from './ranking';
import { Reach } from './reach';
import type { Mutant, Source } from './sources';

/** The tests that run what is mutated, the first to be asked first. */
export type Covering = { readonly scenarios: readonly Test[]; readonly units: readonly Test[] };

/** Finds them for any mutant. */
export class Coverings {
  readonly #regions: ReadonlyMap<string, readonly Region[]>;
  readonly #reach: Reach;
  readonly #loaded: ReadonlySet<number>;
  readonly #ran: readonly (readonly [test: Test, ran: ReadonlySet<number>])[];
  readonly #ranking: Ranking;

  constructor(sources: readonly Source[], regions: ReadonlyMap<string, readonly Region[]>, { tests, loaded }: Coverage) {
    this.#regions = regions;
    this.#reach = new Reach(sources, regions);
    this.#loaded = new Set(loaded);
    this.#ran = tests.map((test) => [test, new Set(test.ran)]);
    this.#ranking = new Ranking(tests);
  }

  /** Tests that run it or, where it runs as its file is loaded, what uses what came of it; `killer` goes first. */
  of(mutant: Mutant, killer: string | undefined): Covering {
    const counters = this.#countersOf(mutant);
    const tests = this.#ran.filter(([, ran]) => counters.some((one) => ran.has(one))).map(([test]) => test);
    const ordered = this.#ranking.order(tests, mutant);
    const sorted = [...ordered.filter(({ name }) => name === killer), ...ordered.filter(({ name }) => name !== killer)];
    return { scenarios: sorted.filter((test) => !isUnit(test)), units: sorted.filter(isUnit) };
  }

  /** Every process loads its files: that says nothing of who sees what came of it. */
  #countersOf({ file, seenAt }: Mutant): number[] {
    const region = regionAt(this.#regions.get(file) ?? [], seenAt);
    if (region !== undefined && !this.#loaded.has(region.counter)) return [region.counter];
    const users = [...this.#reach.of(file, seenAt)];
    return region === undefined || (region.isOnce && users.length > 0) ? users : [...users, region.counter];
  }

  /** Remembers what killed a mutant: it is likely to kill others of the same file. */
  killed({ file }: Mutant, test: string): void {
    this.#ranking.killed(file, test);
  }
}

function isUnit({ name }: Test): boolean {
  return name.startsWith('test/');
}
