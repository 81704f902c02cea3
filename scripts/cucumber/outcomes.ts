import { type Counts, none, read, sum } from '../counts';

/** What of Cucumber's messages is looked at here. */
export type Envelope = {
  readonly pickle?: { readonly id: string; readonly uri: string; readonly name: string; readonly location?: { readonly line: number } };
  readonly testCase?: { readonly id: string; readonly pickleId: string };
  readonly testCaseStarted?: { readonly id: string; readonly testCaseId: string };
  readonly testStepFinished?: { readonly testCaseStartedId: string; readonly testStepResult: { readonly status: string } };
  readonly testCaseFinished?: { readonly testCaseStartedId: string; readonly willBeRetried: boolean };
  readonly testRunFinished?: unknown;
};

/** A scenario by its title; `place` is its file and line, as cucumber-js takes them. */
export type Scenario = { readonly place: string; readonly name: string };

/** What became of scenarios, from Cucumber's messages: one passes when all its steps did, and is skipped when the worst of them is a skip. */
export class Outcomes {
  /** How many there are to run. */
  total = 0;
  counts: Counts = none;
  readonly failed: Scenario[] = [];
  readonly skipped: Scenario[] = [];
  readonly #pickles = new Map<string, Scenario>();
  readonly #cases = new Map<string, Scenario | undefined>();
  readonly #running = new Map<string, { readonly scenario: Scenario | undefined; readonly statuses: Set<string> }>();

  /** Takes the next message; gives back the scenario that has failed with it. */
  update({ pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished }: Envelope): Scenario | undefined {
    if (pickle) this.#pickles.set(pickle.id, { place: `${pickle.uri}:${pickle.location?.line ?? 1}`, name: pickle.name });
    if (testCase) {
      this.total += 1;
      this.#cases.set(testCase.id, this.#pickles.get(testCase.pickleId));
    }
    if (testCaseStarted)
      this.#running.set(testCaseStarted.id, { scenario: this.#cases.get(testCaseStarted.testCaseId), statuses: new Set() });
    if (testStepFinished) this.#running.get(testStepFinished.testCaseStartedId)?.statuses.add(testStepFinished.testStepResult.status);
    if (!testCaseFinished || testCaseFinished.willBeRetried) return undefined;
    const ended = this.#running.get(testCaseFinished.testCaseStartedId);
    this.#running.delete(testCaseFinished.testCaseStartedId);
    const outcome = outcomeOf(ended?.statuses ?? new Set());
    this.counts = sum([this.counts, outcome]);
    const scenario = ended?.scenario ?? { place: 'features', name: 'a scenario without a name' };
    if (outcome.skipped > 0) this.skipped.push(scenario);
    if (outcome.failed === 0) return undefined;
    this.failed.push(scenario);
    return scenario;
  }
}

/** The outcomes that Cucumber's messages in a file tell of. */
export function outcomesIn(file: string): Outcomes {
  const outcomes = new Outcomes();
  for (const line of read(file).split('\n').filter(Boolean)) outcomes.update(JSON.parse(line) as Envelope);
  return outcomes;
}

function outcomeOf(statuses: ReadonlySet<string>): Counts {
  const isBad = [...statuses].some((status) => status !== 'PASSED' && status !== 'SKIPPED');
  if (isBad) return { ...none, failed: 1 };
  return statuses.has('SKIPPED') ? { ...none, skipped: 1 } : { ...none, passed: 1 };
}
