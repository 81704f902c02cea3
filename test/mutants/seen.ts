import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * What has run, in the process that runs the scenarios: a set that is emptied before each. Other processes and threads write
 * each number to the file named in MUTANTS_SEEN when it comes up, for they are ended without a warning.
 */

const keeps = process.env.MUTANTS_SEEN === undefined && isMainThread;
const written = new Set<number>();
const kept = new Set<number>();

/** Says that the region with this number runs. */
export function ran(counter: number): void {
  if (keeps) kept.add(counter);
  else if (!written.has(counter)) write(counter);
}

/** What has run in this process since the last call. */
export function takeSeen(): number[] {
  const all = [...kept];
  kept.clear();
  return all;
}

function write(counter: number): void {
  written.add(counter);
  const file = process.env.MUTANTS_SEEN;
  if (file !== undefined) appendFileSync(file, `${counter}\n`);
}
