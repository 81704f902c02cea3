import { writeSync } from 'node:fs';

/** What a run of scenarios says while it goes on; one of these at a time. */
export type Said = {
  /** A scenario begins: its file and line. */
  readonly begins?: string;
  /** What of `src` ran as it was loaded, and what ran in the scenario that ends: numbers of counters. */
  readonly loaded?: readonly number[];
  readonly ran?: readonly number[];
  /** A scenario ended, with Cucumber's word for how, and the first words of what was wrong. */
  readonly ended?: string;
  readonly status?: string;
  readonly wrong?: string;
  /** All that is written in it. */
  readonly words?: string;
  /** All scenarios that were asked for have ended. */
  readonly over?: boolean;
};

/** The descriptor that the one who started this run reads from. */
const listener = 3;

/** Says so as one line of JSON. */
export function say(said: Said): void {
  const line = Buffer.from(`${JSON.stringify(said)}\n`);
  for (let from = 0; from < line.length; ) {
    try {
      from += writeSync(listener, line, from);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}
