import { existsSync, readFileSync } from 'node:fs';

/** How many tests, of either kind, ended how. */
export type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

export const none: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Adds up. */
export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, one) => ({ passed: total.passed + one.passed, failed: total.failed + one.failed, skipped: total.skipped + one.skipped }),
    none,
  );
}

/** The last line of the suite: `12 passed, 0 failed`, and `, 1 skipped` when some were. */
export function inWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Reads the closing lines (`# pass 12`) of what node:test's TAP reporter wrote to a file. */
export function unitCounts(file: string): Counts {
  const text = read(file);
  const of = (word: string) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { passed: of('pass'), failed: of('fail') + of('cancelled'), skipped: of('skipped') + of('todo') };
}

/** What node:test skipped, and why, from the same file: `title: reason`. */
export function skippedUnits(file: string): string[] {
  const skips = read(file).matchAll(/^ *ok \d+ - (.*) # (?:SKIP|TODO)(?: (.+))?$/gm);
  return Array.from(skips, ([, title, reason]) => (reason === undefined ? `${title}` : `${title}: ${reason}`));
}

/** Of what node:test's spec reporter printed, what failed and why; all of it when it did not come to an end. */
export function failingUnits(output: string): string {
  const at = output.lastIndexOf('✖ failing tests:');
  return at < 0 ? output : output.slice(at);
}

/** The text of a file; none when it is not there. */
export function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
