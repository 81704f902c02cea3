import type { Test } from './coverage';
import type { Mutant } from './sources';

/**
 * Which of the tests that run a mutant is asked first: one that speaks of the same things, runs little else, and is quick.
 * It is no more than a guess; it decides how long a kill takes, never whether there is one.
 */
export class Ranking {
  readonly #words = new Map<Test, ReadonlySet<string>>();
  /** How many tests have a word. */
  readonly #common = new Map<string, number>();
  /** Files of `src` by the tests that killed a mutant in them. */
  readonly #killers = new Map<string, Set<string>>();
  readonly #tests: number;

  constructor(tests: readonly Test[]) {
    this.#tests = tests.length;
    for (const test of tests) {
      const words = new Set(wordsOf(`${test.name} ${test.words}`));
      this.#words.set(test, words);
      for (const word of words) this.#common.set(word, (this.#common.get(word) ?? 0) + 1);
    }
  }

  /** Remembers that a test has killed a mutant of this file. */
  killed(file: string, test: string): void {
    const killers = this.#killers.get(file) ?? new Set();
    this.#killers.set(file, killers.add(test));
  }

  /** The tests, the most promising first. */
  order(tests: readonly Test[], mutant: Mutant): Test[] {
    const near = new Set(wordsOf(`${mutant.original} ${mutant.statement}`));
    const about = new Set(wordsOf(`${mutant.file} ${mutant.within}`));
    const killers = this.#killers.get(mutant.file);
    const promise = (test: Test): number => {
      const words = this.#words.get(test) ?? new Set();
      const likeness = 0.2 + 2 * this.#shared(near, words) + this.#shared(about, words) + (killers?.has(test.name) ? 1 : 0);
      return likeness / (Math.sqrt(test.ran.length + 100) * (test.ms + 30));
    };
    return tests
      .map((test) => ({ test, promise: promise(test) }))
      .sort((one, other) => other.promise - one.promise)
      .map(({ test }) => test);
  }

  #shared(some: ReadonlySet<string>, words: ReadonlySet<string>): number {
    let sum = 0;
    for (const word of some) if (words.has(word)) sum += Math.log(this.#tests / (this.#common.get(word) ?? 1)) ** 2 / 20;
    return sum;
  }
}

/** Words of names and sentences: `maxQueue`, `max_queue` and "queues" share one. */
function wordsOf(text: string): string[] {
  const parts = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z]{3,}|\d{3}/g);
  return (parts ?? []).map((word) => (word.length > 4 ? word.replace(/(ies|es|s|ed|ing)$/, '') : word));
}
