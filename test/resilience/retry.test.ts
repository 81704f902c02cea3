import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs } from '../../src/resilience/backoff';
import { RetryBudget } from '../../src/resilience/budget';
import { type Failure, judge, type Outcome } from '../../src/resilience/outcome';
import { mayRetry, type Progress, type RetryCondition } from '../../src/resilience/retry';

const get: Progress = { method: 'GET', hasIdempotencyKey: false, attempts: 1, answerStarted: false, bodyReplayable: true };
const post: Progress = { ...get, method: 'POST' };
const everything: ReadonlySet<RetryCondition> = new Set(['connect_failed', 'reset', 'first_byte_timeout', 502, 503, 504] as const);
const all = { retries: 1, retryOn: everything };

function failed(reason: Failure): Outcome {
  return { kind: 'failure', reason };
}

function answered(status: number): Outcome {
  return { kind: 'answer', status };
}

describe('a retry', () => {
  it('is made for any method when the connection was never made', () => {
    for (const progress of [get, post]) {
      expect(mayRetry(progress, failed('connect_failed'))).to.equal(true);
      expect(mayRetry(progress, failed('connect_timeout'))).to.equal(true);
    }
  });

  it('is made after a reset only for what does no harm twice', () => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])
      expect(mayRetry({ ...get, method }, failed('reset'))).to.equal(true);
    for (const method of ['POST', 'PATCH', 'CONNECT', 'get']) expect(mayRetry({ ...get, method }, failed('reset'))).to.equal(false);
    expect(mayRetry({ ...post, hasIdempotencyKey: true }, failed('reset'))).to.equal(true);
  });

  it('is made for timeouts and statuses only when configured', () => {
    for (const outcome of [failed('first_byte_timeout'), answered(502), answered(503), answered(504)]) {
      expect(mayRetry(get, outcome)).to.equal(false);
      expect(mayRetry(get, outcome, all)).to.equal(true);
      expect(mayRetry(post, outcome, all)).to.equal(false);
    }
  });

  it('is never made for other answers, malformed ones, or a client that left', () => {
    for (const outcome of [
      answered(200),
      answered(404),
      answered(500),
      failed('bad_answer'),
      failed('truncated'),
      { kind: 'abandoned' } as const,
    ]) {
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
});

describe('the outcome of an attempt', () => {
  it('speaks against the backend when it failed or was a 5xx, and not at all when the client left', () => {
    expect([answered(200), answered(499), answered(500), failed('reset'), { kind: 'abandoned' } as const].map(judge)).to.deep.equal([
      'success',
      'success',
      'failure',
      'failure',
      'neither',
    ]);
  });
});

describe('the retry budget', () => {
  function budgetWith(requests: number): RetryBudget {
    const budget = new RetryBudget();
    for (let request = 0; request < requests; request += 1) budget.requestStarted();
    return budget;
  }

  it('allows 3 retries however few requests there are', () => {
    expect(Array.from({ length: 5 }, (_, at) => budgetWith(at).take())).to.deep.equal([true, true, true, true, true]);
    const budget = budgetWith(3);
    expect([budget.take(), budget.take(), budget.take(), budget.take()]).to.deep.equal([true, true, true, false]);
    budget.giveBack();
    expect(budget.take()).to.equal(true);
  });

  it('never lets retries above 20 % of the requests in flight, or 3', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.array(fc.constantFrom('take', 'back', 'start', 'end'), { maxLength: 200 }), (initial, steps) => {
        const budget = budgetWith(initial);
        let requests = initial;
        for (const step of steps) {
          if (step === 'take' && budget.take()) expect(budget.retries).to.be.at.most(Math.max(3, requests / 5));
          if (step === 'back' && budget.retries > 0) budget.giveBack();
          if (step === 'start') requests += 1;
          if (step === 'start') budget.requestStarted();
          if (step !== 'end' || requests === 0) continue;
          requests -= 1;
          budget.requestEnded();
        }
      }),
    );
    const budget = budgetWith(100);
    expect(Array.from({ length: 25 }, () => budget.take()).filter(Boolean).length).to.equal(20);
  });
});

describe('backoff', () => {
  it('grows from 25 ms to at most 250 ms, with full jitter', () => {
    const highest = [1, 2, 3, 4, 5, 50, 2_000].map((nth) => backoffMs(nth, 1));
    expect(highest).to.deep.equal([25, 75, 175, 250, 250, 250, 250]);
    expect([backoffMs(1, 0), backoffMs(2, 0.5)]).to.deep.equal([0, 37.5]);
  });
});
