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

  /** Tests that run it, and, where it runs as its file is loaded, those that run what uses what came of it; `killer` goes first. */
  of(mutant: Mutant, killer: string | undefined): Covering {
    const counter = regionAt(this.#regions.get(mutant.file) ?? [], mutant.seenAt)?.counter;
    const isLoading = counter === undefined || this.#loaded.has(counter);
    const counters = [...(isLoading ? this.#reach.of(mutant.file, mutant.seenAt) : []), ...(counter === undefined ? [] : [counter])];
    const tests = this.#ran.filter(([, ran]) => counters.some((one) => ran.has(one))).map(([test]) => test);
    const ordered = this.#ranking.order(tests, mutant);
    const sorted = [...ordered.filter(({ name }) => name === killer), ...ordered.filter(({ name }) => name !== killer)];
    return { scenarios: sorted.filter((test) => !isUnit(test)), units: sorted.filter(isUnit) };
  }

  /** Remembers what killed a mutant: it is likely to kill others of the same file. */
  killed({ file }: Mutant, test: string): void {
    this.#ranking.killed(file, test);
  }
}

function isUnit({ name }: Test): boolean {
  return name.startsWith('test/');
}
