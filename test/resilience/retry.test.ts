import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs } from '../../src/resilience/backoff';
import { RetryBudget } from '../../src/resilience/budget';
import { retryAfterMs } from '../../src/middleware/attempts/retry-after';
import { type Failure, judge, type Outcome } from '../../src/resilience/outcome';
import { isBroken, mayRetry, type Progress, type RetryCondition } from '../../src/resilience/retry';

const get: Progress = { method: 'GET', hasIdempotencyKey: false, attempts: 1, broken: 0, answerStarted: false, bodyReplayable: true };
const post: Progress = { ...get, method: 'POST' };
const everything: ReadonlySet<RetryCondition> = new Set([
  'connect_failed',
  'reset',
  'bad_answer',
  'first_byte_timeout',
  502,
  503,
  504,
] as const);
const all = { retries: 1, retryOn: everything, patienceMs: 30_000 };
/** As the config has it where it says nothing. */
const usual = { ...all, retryOn: new Set(['connect_failed', 'reset', 'bad_answer', 503] as const) };

function failed(reason: Failure): Outcome {
  return { kind: 'failure', reason };
}

function answered(status: number): Outcome {
  return { kind: 'answer', status };
}

describe('a retry', () => {
  it('is made for any method when the connection was never made', () => {
    for (const progress of [get, post]) {
      expect(mayRetry(progress, failed('connect_failed'), usual)).to.equal(true);
      expect(mayRetry(progress, failed('connect_timeout'), usual)).to.equal(true);
    }
  });

  it('is made after a reset only for what does no harm twice', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])
      expect(mayRetry({ ...get, method }, failed('reset'), usual)).to.equal(true);
    for (const method of ['POST', 'PATCH', 'CONNECT', 'get']) expect(mayRetry({ ...get, method }, failed('reset'), usual)).to.equal(false);
    expect(mayRetry({ ...post, hasIdempotencyKey: true }, failed('reset'), usual)).to.equal(true);
  });

  it('is made by itself for bad answers and 503, of what does no harm twice', () => {
    for (const outcome of [failed('bad_answer'), answered(503)]) {
      expect(mayRetry(get, outcome, usual)).to.equal(true);
      expect(mayRetry(post, outcome, usual)).to.equal(false);
      expect(mayRetry(get, outcome, { ...all, retryOn: new Set(['reset'] as const) })).to.equal(false);
    }
  });

  it('is not made when a 503 asks for more patience than there is', () => {
    const asking = (status: number, retryAfterMs: number): Outcome => ({ kind: 'answer', status, retryAfterMs });
    expect([30_000, 30_001].map((ms) => mayRetry(get, asking(503, ms), all))).to.deep.equal([true, false]);
    expect(mayRetry(get, asking(502, 60_000), all)).to.equal(true);
  });

  it('is made for timeouts and other statuses only when configured', () => {
    for (const outcome of [failed('first_byte_timeout'), answered(502), answered(504)]) {
      expect(mayRetry(get, outcome, usual)).to.equal(false);
      expect(mayRetry(get, outcome, all)).to.equal(true);
      expect(mayRetry(post, outcome, all)).to.equal(false);
    }
  });

  it('is never made for other answers, cut ones, or a client that left', () => {
    for (const outcome of [answered(200), answered(404), answered(500), failed('truncated'), { kind: 'abandoned' } as const]) {
      expect(mayRetry(get, outcome, all)).to.equal(false);
    }
  });

  it('is never made once an answer has begun, nor with a body that is gone, nor beyond the number allowed', () => {
    const limits: [Partial<Progress>, boolean][] = [
      [{ answerStarted: true }, false],
      [{ bodyReplayable: false }, false],
      [{ attempts: 2 }, false],
      [{}, true],
    ];
    for (const [but, allowed] of limits) expect(mayRetry({ ...get, ...but }, failed('connect_failed'), all)).to.equal(allowed);
    expect(mayRetry({ ...get, attempts: 3 }, failed('reset'), { ...all, retries: 3 })).to.equal(true);
    expect(mayRetry(get, failed('reset'), { ...all, retries: 0 })).to.equal(false);
  });

  it('is not made of what has broken two backends, unless the last one was never reached', () => {
    expect([1, 2].map((broken) => mayRetry({ ...get, broken }, failed('reset'), all))).to.deep.equal([true, false]);
    expect(mayRetry({ ...get, broken: 2 }, failed('connect_failed'), all)).to.equal(true);
  });

  it('is made for any method when this machine could not connect', () => {
    expect(mayRetry(post, { kind: 'hindered' }, usual)).to.equal(true);
    expect(mayRetry(post, { kind: 'hindered' }, { ...all, retryOn: new Set(['reset'] as const) })).to.equal(false);
  });
});

describe('the outcome of an attempt', () => {
  it('speaks against the backend when it failed or was a 5xx, and not at all when the client left or we could not connect', () => {
    const outcomes: [Outcome, ReturnType<typeof judge>][] = [
      [answered(200), 'success'],
      [answered(499), 'success'],
      [answered(500), 'failure'],
      [answered(501), 'success'],
      [answered(502), 'failure'],
      [answered(505), 'success'],
      [answered(599), 'failure'],
      [failed('reset'), 'failure'],
      [failed('truncated'), 'failure'],
      [{ kind: 'abandoned' }, 'neither'],
      [{ kind: 'hindered' }, 'neither'],
    ];
    for (const [outcome, judged] of outcomes) expect(judge(outcome), JSON.stringify(outcome)).to.equal(judged);
  });

  it('is that of a request that may bring backends down when the connection broke or the answer made no sense', () => {
    expect((['reset', 'bad_answer', 'connect_failed', 'truncated'] as const).map((reason) => isBroken(failed(reason)))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(isBroken(answered(502))).to.equal(false);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-23T18:00:00Z');

  it('is seconds, or a date in any of the three forms of HTTP', () => {
    const fields = ['120', ' 7 ', '0', 'Mon, 23 Nov 2026 18:00:05 GMT', 'Monday, 23-Nov-26 18:00:05 GMT', 'Mon Nov 23 18:00:05 2026'];
    expect(fields.map((field) => retryAfterMs(field, now))).to.deep.equal([120_000, 7_000, 0, 5_000, 5_000, 5_000]);
  });

  it('asks for nothing more once its date is past, and is endless when its number is', () => {
    expect(retryAfterMs('Mon, 23 Nov 2026 17:00:00 GMT', now)).to.equal(0);
    expect(retryAfterMs('9'.repeat(400), now)).to.equal(Number.POSITIVE_INFINITY);
  });

  it('is ignored when it is neither', () => {
    const fields = [
      undefined,
      '',
      'soon',
      '-5',
      '1.5',
      '5s',
      '1, 2',
      '2026-11-23T18:00:05Z',
      'Mon, 99 Nov 2026 18:00:05 GMT',
      'Mon, 23 Nov 2026',
    ];
    expect(fields.map((field) => retryAfterMs(field, now))).to.deep.equal(fields.map(() => undefined));
  });
});

describe('the retry budget', () => {
  function budgetWith(requests: number, now = 0): RetryBudget {
    const budget = new RetryBudget({ percent: 20, minimum: 3 });
    for (let request = 0; request < requests; request += 1) budget.requestStarted(now);
    return budget;
  }

  const taken = (budget: RetryBudget, times: number, now: number) =>
    Array.from({ length: times }, () => budget.take(now)).filter(Boolean).length;

  it('allows 3 retries a second over ten seconds, however few requests there are', () => {
    const budget = budgetWith(1);
    expect([taken(budget, 40, 0), taken(budget, 40, 8_999), taken(budget, 40, 10_000)]).to.deep.equal([30, 0, 30]);
  });

  it('allows a fifth of the requests of the last ten seconds where that is more', () => {
    expect(taken(budgetWith(1_000), 400, 9_000)).to.equal(200);
    expect(taken(budgetWith(1_000), 400, 10_000)).to.equal(30);
  });

  it('charges nothing for what was never sent, and gives back what was not used', () => {
    const budget = new RetryBudget({ percent: 0, minimum: 0.1 });
    expect(budget.takeAfter(failed('connect_failed'), 0)).to.equal('free');
    expect(budget.takeAfter(failed('connect_timeout'), 0)).to.equal('free');
    expect(budget.takeAfter(failed('reset'), 0)).to.equal('charged');
    expect(budget.takeAfter(answered(503), 0)).to.equal(undefined);
    budget.giveBack('free');
    expect(budget.takeAfter(failed('reset'), 5_000)).to.equal(undefined);
    budget.giveBack('charged');
    expect(budget.takeAfter(failed('reset'), 5_000)).to.equal('charged');
  });

  it('goes on counting where the one before it was', () => {
    const before = budgetWith(0);
    expect(taken(before, 20, 0)).to.equal(20);
    expect(taken(new RetryBudget({ percent: 20, minimum: 3 }, before), 40, 1_000)).to.equal(10);
  });

  it('never lets the retries of ten seconds above 20 % of their requests, or 30', () => {
    const step = fc.record({ wait: fc.nat(1_500), requests: fc.nat(60), retries: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new RetryBudget({ percent: 20, minimum: 3 });
        const requests: number[] = [];
        const retries: number[] = [];
        let now = 0;
        for (const { wait, requests: more, retries: wanted } of steps) {
          now += wait;
          for (let one = 0; one < more; one += 1) {
            budget.requestStarted(now);
            requests.push(now);
          }
          for (let one = 0; one < wanted; one += 1) if (budget.take(now)) retries.push(now);
          // The oldest bucket may be left out of it for up to a second.
          const of = (times: number[], ms: number) => times.filter((at) => at > now - ms).length;
          expect(of(retries, 9_000)).to.be.at.most(Math.max(30, of(requests, 19_000) / 5));
        }
      }),
    );
  });
});

describe('backoff', () => {
  it('grows from 25 ms to at most 250 ms, with full jitter', () => {
    const highest = [1, 2, 3, 4, 5, 50, 2_000].map((nth) => backoffMs(nth, 1));
    expect(highest).to.deep.equal([25, 75, 175, 250, 250, 250, 250]);
    expect([backoffMs(1, 0), backoffMs(2, 0.5)]).to.deep.equal([0, 37.5]);
  });
});
