import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { Breaker } from '../../src/resilience/breaker';

const settings = { errorPercent: 50, minimumRequests: 10, windowMs: 10_000, openMs: 5_000, trials: 2 };

/** Records `+` and `-` at one moment, and says what state came of it. */
function feed(breaker: Breaker, outcomes: string, now: number): string {
  for (const outcome of outcomes) breaker.record(outcome === '+' ? 'success' : 'failure', 'any', now, now);
  return breaker.state;
}

describe('the circuit breaker', () => {
  it('opens when half of the attempts failed, and not before enough were made', () => {
    const breaker = new Breaker(settings);
    expect(feed(breaker, '----+++++', 1_000)).to.equal('closed');
    expect(feed(breaker, '-', 1_000)).to.equal('open');
    expect(breaker.counts(1_000)).to.deep.equal({ failures: 5, requests: 10 });
    expect(breaker.nextDeadline).to.equal(6_000);
  });

  it('forgets what lies before its window', () => {
    const breaker = new Breaker(settings);
    feed(breaker, '---------', 1_000);
    expect(feed(breaker, '-', 11_000)).to.equal('closed');
    expect(breaker.counts(11_000)).to.deep.equal({ failures: 1, requests: 1 });
    expect(breaker.counts(500_000)).to.deep.equal({ failures: 0, requests: 0 });
  });

  it('lets trials decide when its time has come', () => {
    const breaker = new Breaker(settings);
    feed(breaker, '----------', 0);
    expect([breaker.expire(4_999), breaker.state, breaker.expire(5_000), breaker.state]).to.deep.equal([false, 'open', true, 'half_open']);
    expect(feed(breaker, '+', 5_001)).to.equal('half_open');
    expect(feed(breaker, '-', 5_002)).to.equal('open');
    expect(breaker.expire(10_002)).to.equal(true);
    expect(feed(breaker, '++', 10_003)).to.equal('closed');
    expect(breaker.counts(10_003).requests).to.equal(0);
  });

  it('is not moved by attempts that began before it changed', () => {
    const breaker = new Breaker(settings);
    feed(breaker, '----------', 1_000);
    expect(breaker.record('success', 'any', 900, 1_100)).to.equal(false);
    breaker.expire(6_000);
    expect(breaker.record('failure', 'any', 999, 6_001)).to.equal(false);
    expect(breaker.state).to.equal('half_open');
  });

  it('begins anew when it closes', () => {
    const breaker = new Breaker({ ...settings, openMs: 100 });
    feed(breaker, '+++++-----', 0);
    breaker.expire(100);
    expect([feed(breaker, '++', 101), breaker.counts(101), breaker.nextDeadline]).to.deep.equal([
      'closed',
      { failures: 0, requests: 0 },
      undefined,
    ]);
    expect(feed(breaker, '---------', 102)).to.equal('closed');
  });

  it('needs its trials in a row', () => {
    const breaker = new Breaker(settings);
    feed(breaker, '----------', 0);
    breaker.expire(5_000);
    expect(feed(breaker, '+-', 5_001)).to.equal('open');
    breaker.expire(10_001);
    expect(feed(breaker, '+', 10_002)).to.equal('half_open');
  });

  it('is not moved by attempts that begin while it is open, as in panic', () => {
    const breaker = new Breaker(settings);
    feed(breaker, '----------', 1_000);
    expect([breaker.record('failure', 'any', 2_000, 2_000), breaker.nextDeadline]).to.deep.equal([false, 6_000]);
  });

  it('counts doubtful failures once two clients have met them within a window', () => {
    const doubt = (breaker: Breaker, client: string, times: number, now: number) => {
      for (let time = 0; time < times; time += 1) breaker.record('doubtful', client, now, now);
      return breaker.state;
    };
    const breaker = new Breaker(settings);
    expect(doubt(breaker, 'Anna', 12, 0)).to.equal('closed');
    expect(breaker.counts(0)).to.deep.equal({ failures: 0, requests: 12 });
    expect(doubt(breaker, 'Ben', 1, 9_000)).to.equal('open');
    expect(breaker.counts(9_000)).to.deep.equal({ failures: 13, requests: 13 });
    const other = new Breaker(settings);
    doubt(other, 'Anna', 12, 0);
    expect(doubt(other, 'Ben', 12, 10_001)).to.equal('closed');
  });

  it('lets a doubtful failure end the trials only where another client has met one', () => {
    const onTrial = () => {
      const breaker = new Breaker(settings);
      feed(breaker, '----------', 0);
      breaker.expire(5_000);
      return breaker;
    };
    const [alone, shared] = [onTrial(), onTrial()];
    for (let time = 0; time < 9; time += 1) alone.record('doubtful', 'Anna', 5_001, 5_001);
    expect(alone.state).to.equal('half_open');
    shared.record('doubtful', 'Anna', 5_001, 5_001);
    expect(shared.record('doubtful', 'Ben', 5_002, 5_002)).to.equal(true);
    expect(shared.state).to.equal('open');
    shared.expire(10_002);
    expect(shared.record('doubtful', 'Cleo', 10_003, 10_003), 'what was met before its rest').to.equal(false);
  });

  it('never opens below its ratio or its minimum, and opens as soon as both are reached', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (outcomes) => {
        const breaker = new Breaker(settings);
        let failures = 0;
        for (const [at, ok] of outcomes.entries()) {
          if (!ok) failures += 1;
          const opens = !ok && at + 1 >= 10 && failures * 2 >= at + 1;
          expect(breaker.record(ok ? 'success' : 'failure', 'any', 7, 7)).to.equal(opens);
          if (opens) return;
        }
      }),
    );
  });
});
