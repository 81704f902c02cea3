import type { Said } from './say';

/** How a run of tests ended: the first that was red, and why. Of a run that ended before its tests did, none is known. */
export type Outcome = { readonly red: false } | { readonly red: true; readonly test: string | undefined; readonly why: string };

/** Called with what may be waited for from now on: milliseconds, and what is said when they are over. */
export type Patience = (limitMs: number, sentence: string) => void;

const loading = 60_000;

/** Follows a run of scenarios by what they say, and has patience with each of them. */
export class Course {
  readonly #remaining: Set<string>;
  readonly #limitOf: (test: string) => number;
  readonly #patience: Patience;
  #current: string | undefined;
  #first: Outcome = { red: false };

  constructor(scenarios: readonly string[], limitOf: (test: string) => number, patience: Patience) {
    this.#remaining = new Set(scenarios);
    this.#limitOf = limitOf;
    this.#patience = patience;
    patience(loading, 'nothing began');
  }

  /** The first that was red, so far. */
  get first(): Outcome {
    return this.#first;
  }

  take(said: Said): void {
    if (said.begins !== undefined) {
      this.#current = said.begins;
      const limit = this.#limitOf(said.begins);
      this.#patience(limit, `not over within ${(limit / 1000).toFixed(0)} s`);
    }
    if (said.ended === undefined) return;
    this.#patience(loading, 'nothing more began');
    this.#remaining.delete(said.ended);
    this.#current = undefined;
    if (said.status === 'PASSED' || said.status === 'SKIPPED' || this.#first.red) return;
    this.#first = { red: true, test: said.ended, why: firstLine(said.wrong ?? '') };
  }

  /** How it ended, when it is over; `late`: why it was ended, `words`: what its process said. */
  end(late: string | undefined, words: string): Outcome {
    if (this.#first.red) return this.#first;
    if (late !== undefined) return { red: true, test: this.#current, why: late };
    return this.#remaining.size > 0 ? { red: true, test: this.#current, why: lastLine(words) } : this.#first;
  }
}

/** What a process that ended said of it. */
export function lastLine(text: string): string {
  const error = text.split('\n').find((line) => /Error\b/.test(line));
  return `it ended: ${(error ?? text.trim().split('\n').at(-1) ?? '').trim().slice(0, 150)}`;
}

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/^at .*/, ''));
  return lines.filter(Boolean).slice(0, 2).join(' ').slice(0, 160);
}
