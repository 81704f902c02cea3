import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What became of one mutant. */
export type Result = {
  /** Of the state of sources and tests (see coverage.ts). */
  readonly key: string;
  readonly mutant: string;
  readonly end: 'features' | 'units' | 'survived';
  /** The first test that was red, and why. */
  readonly by?: string | undefined;
  readonly why?: string | undefined;
  /** How many scenarios and files of unit tests run what is mutated. */
  readonly scenarios: number;
  readonly units: number;
  readonly seconds: number;
};

/** Results of this run and of earlier ones, in a file with a line for each. */
export class Results {
  readonly #file: string;
  readonly #all = new Map<string, Result>();

  constructor(file: string) {
    this.#file = file;
    for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []) this.#remember(JSON.parse(line));
  }

  /** What became of it in this very state of sources and tests. */
  kept(mutant: string, key: string): Result | undefined {
    const result = this.#all.get(mutant);
    return result?.key === key ? result : undefined;
  }

  /** The test that killed it when it was last tried, in whatever state. */
  killer(mutant: string): string | undefined {
    return this.#all.get(mutant)?.by;
  }

  add(result: Result): void {
    this.#remember(result);
    appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
  }

  #remember(result: Result): void {
    this.#all.set(result.mutant, result);
  }
}
