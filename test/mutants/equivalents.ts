import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './sources';

/** A mutant that does what the original does, by its name, and why nobody could tell them apart. */
export type Equivalent = { readonly mutant: string; readonly reason: string };

/** The mutants that are left out, by name. */
export class Equivalents {
  readonly #reasons: ReadonlyMap<string, string>;

  constructor(all: readonly Equivalent[] = JSON.parse(readFileSync(join(__dirname, 'equivalent.json'), 'utf8')) as Equivalent[]) {
    this.#reasons = new Map(all.map(({ mutant, reason }) => [mutant, reason]));
  }

  /** Why it is left out; undefined when it is not. */
  reason({ name }: Mutant): string | undefined {
    return this.#reasons.get(name);
  }

  /** Entries that name no mutant of these: what they were about has changed. */
  outdated(mutants: readonly Mutant[]): string[] {
    const names = new Set(mutants.map(({ name }) => name));
    return [...this.#reasons.keys()].filter((name) => !names.has(name));
  }
}
