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

type Envelope = {
  readonly testCaseStarted?: { readonly id: string };
  readonly testStepFinished?: { readonly testCaseStartedId: string; readonly testStepResult: { readonly status: string } };
  readonly testCaseFinished?: { readonly testCaseStartedId: string; readonly willBeRetried: boolean };
};

/** Reads Cucumber's messages from a file: a scenario passes when all its steps did, and is skipped when the worst that happened is a skip. */
export function scenarioCounts(file: string): Counts {
  const steps = new Map<string, Set<string>>();
  const ended: Counts[] = [];
  for (const line of read(file).split('\n').filter(Boolean)) {
    const { testCaseStarted, testStepFinished, testCaseFinished } = JSON.parse(line) as Envelope;
    if (testCaseStarted) steps.set(testCaseStarted.id, new Set());
    if (testStepFinished) steps.get(testStepFinished.testCaseStartedId)?.add(testStepFinished.testStepResult.status);
    if (testCaseFinished && !testCaseFinished.willBeRetried) ended.push(outcome(steps.get(testCaseFinished.testCaseStartedId)));
  }
  return sum(ended);
}

function outcome(statuses: Set<string> = new Set()): Counts {
  const bad = [...statuses].some((status) => status !== 'PASSED' && status !== 'SKIPPED');
  if (bad) return { ...none, failed: 1 };
  return statuses.has('SKIPPED') ? { ...none, skipped: 1 } : { ...none, passed: 1 };
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
