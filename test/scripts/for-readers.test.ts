import { describe, it } from 'node:test';
import { expect } from 'chai';
import { againIn, skippedIn } from '../../scripts/cucumber/closing';
import { forReaders, type Message } from '../../scripts/cucumber/for-readers';
import { Outcomes } from '../../scripts/cucumber/outcomes';

const turns = 'features/balancing/turns.feature';
const unasked = 'features/balancing/unasked.feature';

/** A run of one scenario between two hooks; the second of these ends as it is told to. */
function runWith(after: string, step = 'PASSED'): Message[] {
  const finished = (testStepId: string, status: string) => ({
    testStepFinished: { testCaseStartedId: 'run', testStepId, testStepResult: { status } },
  });
  return [
    { source: { uri: turns } },
    { gherkinDocument: { uri: turns, feature: { name: 'Taking turns' } } },
    { pickle: { id: 'pickle', uri: turns, name: 'Two in turn', location: { line: 7 } } },
    { gherkinDocument: { uri: unasked, feature: { name: 'Nobody ran this' } } },
    { testRunHookStarted: { id: 'all' } },
    { testRunHookFinished: { testRunHookStartedId: 'all', result: { status: 'PASSED' } } },
    {
      testCase: {
        id: 'case',
        pickleId: 'pickle',
        testSteps: [{ id: 'before', hookId: 'b' }, { id: 'step' }, { id: 'after', hookId: 'a' }],
      },
    },
    { testCaseStarted: { id: 'run', testCaseId: 'case' } },
    finished('before', 'PASSED'),
    finished('step', step),
    finished('after', after),
    { testCaseFinished: { testCaseStartedId: 'run', willBeRetried: false } },
  ] as Message[];
}

describe('the report for readers', () => {
  it('calls features by their chapter and title', () => {
    const uris = forReaders(runWith('PASSED')).flatMap(
      ({ source, gherkinDocument, pickle }) => (source ?? gherkinDocument ?? pickle)?.uri ?? [],
    );
    expect(new Set(uris)).to.deep.equal(new Set(['Balancing: Taking turns']));
  });

  it('shows no hook that went well', () => {
    const shown = forReaders(runWith('PASSED'));
    expect(shown.flatMap(({ testCase }) => testCase?.testSteps.map(({ id }) => id) ?? [])).to.deep.equal(['step']);
    expect(shown.flatMap(({ testStepFinished }) => testStepFinished?.testStepId ?? [])).to.deep.equal(['step']);
    expect(shown.some(({ testRunHookStarted, testRunHookFinished }) => testRunHookStarted ?? testRunHookFinished)).to.equal(false);
  });

  it('shows a hook that failed, for it says why the scenario did', () => {
    const shown = forReaders(runWith('FAILED'));
    expect(shown.flatMap(({ testCase }) => testCase?.testSteps.map(({ id }) => id) ?? [])).to.deep.equal(['step', 'after']);
  });
});

describe('what becomes of scenarios', () => {
  const outcomesOf = (messages: readonly Message[]) => {
    const outcomes = new Outcomes();
    for (const message of messages) outcomes.update(message as Parameters<Outcomes['update']>[0]);
    return outcomes;
  };

  it('is good where all steps and hooks are', () => {
    expect(outcomesOf(runWith('PASSED'))).to.deep.include({ total: 1, counts: { passed: 1, failed: 0, skipped: 0 }, failed: [] });
  });

  it('is bad where a hook alone is, and where a step is not defined', () => {
    expect(outcomesOf(runWith('FAILED')).counts.failed).to.equal(1);
    expect(outcomesOf(runWith('PASSED', 'UNDEFINED')).counts.failed).to.equal(1);
  });

  it('is skipped where a step is', () => {
    const { counts, skipped } = outcomesOf(runWith('PASSED', 'SKIPPED'));
    expect(counts).to.deep.equal({ passed: 0, failed: 0, skipped: 1 });
    expect(skippedIn({ counts: { ...counts, passed: 1 }, skipped })).to.deep.equal([`  Two in turn  (${turns}:7)`]);
    expect(skippedIn({ counts, skipped })).to.deep.equal([]);
  });

  it('is told with the line that runs it alone', () => {
    const { failed } = outcomesOf(runWith('FAILED'));
    expect(againIn(failed, undefined)).to.deep.equal(['  Two in turn', `    npx cucumber-js ${turns}:7`]);
    expect(againIn(failed, 'undici')[1]).to.equal(`    MANGROVE_TRANSPORT=undici npx cucumber-js ${turns}:7`);
  });

  it('is told of so many, and counted beyond', () => {
    const lines = againIn(
      Array.from({ length: 23 }, (_, at) => ({ place: `${turns}:${at}`, name: `scenario ${at}` })),
      undefined,
    );
    expect(lines).to.have.length(41);
    expect(lines.at(-1)).to.equal('  and 3 more');
  });
});
