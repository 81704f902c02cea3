import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { Verdict, type VerdictSettings, wordsOf } from '../../src/health/verdict';

/** Health after each result: `+` and `-` for the checks, `U` and `D` for up and down. */
function after(results: string, settings: Partial<VerdictSettings> = {}): string {
  const verdict = new Verdict({ rise: 2, fall: 3, initial: 'fully_up', ...settings });
  return Array.from(results, (result) => {
    verdict.record(result === '+');
    return verdict.healthy ? 'U' : 'D';
  }).join('');
}

describe('verdict', () => {
  it('takes fall failures in a row to go down and rise passes in a row to come up', () => {
    expect(after('--+---')).to.equal('UUUUUD');
    expect(after('----+-++')).to.equal('UUDDDDDU');
  });

  it('starts as told', () => {
    expect(after('-', { initial: 'up' })).to.equal('D');
    expect(after('+--', { initial: 'up' })).to.equal('UUU');
    expect(after('+---', { initial: 'down' })).to.equal('UUUD');
    expect(after('-++', { initial: 'down' })).to.equal('DDU');
    expect(after('---', { initial: 'fully_up' })).to.equal('UUD');
    expect(after('++', { initial: 'fully_down' })).to.equal('DU');
    for (const initial of ['up', 'fully_up'] as const) expect(new Verdict({ rise: 2, fall: 3, initial }).healthy).to.equal(true);
    for (const initial of ['down', 'fully_down'] as const) expect(new Verdict({ rise: 2, fall: 3, initial }).healthy).to.equal(false);
  });

  it('turns exactly when so many results in a row speak against it', () => {
    const threshold = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(threshold, threshold, fc.boolean(), fc.array(fc.boolean(), { maxLength: 60 }), (rise, fall, up, results) => {
        const verdict = new Verdict({ rise, fall, initial: up ? 'fully_up' : 'fully_down' });
        let healthy = up;
        let against = 0;
        for (const passed of results) {
          against = passed === healthy ? 0 : against + 1;
          const turns = against === (healthy ? fall : rise);
          if (turns) {
            healthy = passed;
            against = 0;
          }
          expect(verdict.record(passed)).to.equal(turns);
          expect(verdict.healthy).to.equal(healthy);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the words of a check', () => {
  it('are read from the two headers', () => {
    expect(wordsOf('75', 'drain')).to.deep.equal({ percent: 75, mode: 'draining' });
    expect(wordsOf(' 100% ', ' READY ')).to.deep.equal({ percent: 100, mode: 'ready' });
    expect(wordsOf('0', 'maint')).to.deep.equal({ percent: 0, mode: 'maintenance' });
  });

  it('are silence when absent or not understood', () => {
    for (const weight of [undefined, '', '101', '-1', '1.5', 'half', '1e2']) expect(wordsOf(weight, undefined).percent).to.equal(undefined);
    for (const state of [undefined, '', 'up', 'ready drain']) expect(wordsOf(undefined, state).mode).to.equal(undefined);
  });
});
