import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Backend } from '../../src/balancing/backend';
import { type Clock, systemClock, type Timer } from '../../src/clock';
import { Failure, type Reason } from '../../src/errors';
import { InquiryAttempt } from '../../src/middleware/attempts/inquiry-attempt';
import type { Answered, Ended, ServingPool } from '../../src/middleware/exchange';
import type { AnswerHandler, UpstreamRequest } from '../../src/upstream/transport';

const timer: Timer = { unref: () => timer };
const head = (status: number) => ({ status, message: 'said', headers: ['A', 'b'] });
const socket = () => {
  const one = { destroyed: false, destroy: () => Object.assign(one, { destroyed: true }) };
  return one;
};

/** A try whose backend says and does what a test has it do. */
function asked({ trial = 0, hasAllTime = true, failsAtOnce = false } = {}) {
  let now = 1000;
  const timers: { run: () => void; ms: number }[] = [];
  const told: unknown[] = [];
  let aborted = 0;
  let cleared = 0;
  let handler: AnswerHandler | undefined;
  const clock: Clock = {
    ...systemClock,
    now: () => now,
    setTimeout: (run, ms) => {
      timers.push({ run, ms });
      return timer;
    },
    clearTimeout: (one) => {
      if (one === timer) cleared += 1;
    },
  };
  const pool = {
    clock,
    transportTo: () => ({
      send: (_question: UpstreamRequest, one: AnswerHandler) => {
        handler = one;
        if (failsAtOnce) one.onHead({ status: 304, message: '', headers: [] });
        return { abort: () => (aborted += 1) };
      },
    }),
    release: (_backend: Backend, { outcome, ...ended }: Ended) => told.push({ outcome, ...ended }),
    decideTrial: (_backend: Backend, { status }: Answered) => told.push({ decided: status }),
  };
  const attempt = new InquiryAttempt({
    pool: pool as unknown as ServingPool,
    backend: { trial } as Backend,
    client: '192.0.2.1',
    hasAllTime,
    timeoutMs: 700,
    onReply: ({ status, headers, body }) => told.push({ status, headers, body: body.toString() }),
    onFailure: ({ reason, message }, outcome) => told.push({ reason, message, outcome }),
  });
  attempt.start({} as UpstreamRequest);
  if (handler === undefined) throw new Error('nothing was sent');
  return { attempt, handler, told, timers, after: (ms: number) => (now += ms), aborted: () => aborted, cleared: () => cleared };
}

const ended = (outcome: unknown, more: object = {}) => ({
  outcome,
  startedAt: 1000,
  trial: 0,
  isDecided: false,
  firstByteMs: undefined,
  client: '192.0.2.1',
  ...more,
});
const answer = (status: number) => ({ kind: 'answer', status });
const reply = (status: number, body = '') => ({ status, headers: ['A', 'b'], body });
const failure = (reason: Reason) => ({ kind: 'failure', reason });

describe('one try of a question', () => {
  it('that is answered yes is so with the head, and ends with its content', () => {
    const { handler, told, timers, after, aborted, cleared } = asked();
    handler.onConnected();
    after(30);
    handler.onHead(head(204));
    expect(told).to.deep.equal([reply(204)]);
    expect(timers.map(({ ms }) => ms)).to.deep.equal([700]);
    after(5);
    handler.onData(Buffer.from('and more'));
    handler.onEnd([]);
    expect(told).to.deep.equal([reply(204), ended(answer(204), { firstByteMs: 30 })]);
    expect({ aborted: aborted(), cleared: cleared() }).to.deep.equal({ aborted: 0, cleared: 1 });
  });

  it('that is answered yes is given up when its content takes too long, or is too long, and counts as answered', () => {
    for (const end of [
      ({ timers }: ReturnType<typeof asked>) => timers[0]?.run(),
      ({ handler }: ReturnType<typeof asked>) => handler.onData(Buffer.alloc(64 * 1024 + 1)),
    ]) {
      const one = asked();
      one.handler.onHead(head(200));
      end(one);
      expect(one.told).to.deep.equal([reply(200), ended(answer(200), { firstByteMs: 0 })]);
      expect(one.aborted()).to.equal(1);
    }
  });

  it('that is answered yes counts so even if what follows breaks off', () => {
    const { handler, told } = asked();
    handler.onHead(head(299));
    handler.onFailure(new Failure('reset', 'it is gone'));
    expect(told).to.deep.equal([reply(299), ended(failure('reset'), { firstByteMs: 0 })]);
  });

  it('that is answered yes is not given up by who has heard that', () => {
    const { attempt, handler, told, aborted } = asked();
    handler.onHead(head(200));
    attempt.abort();
    expect(aborted()).to.equal(0);
    handler.onEnd([]);
    expect(told.length).to.equal(2);
  });

  it('that is answered no is so with all of its content', () => {
    const { handler, told, timers } = asked();
    handler.onHead(head(300));
    handler.onData(Buffer.from('no, '));
    handler.onData(Buffer.from('no'));
    expect(told).to.deep.equal([]);
    handler.onEnd([]);
    expect(told).to.deep.equal([ended(answer(300), { firstByteMs: 0 }), reply(300, 'no, no')]);
    expect(timers).to.deep.equal([]);
  });

  it('that is answered no may be 64 KiB long, and no more', () => {
    const { handler, told, aborted } = asked();
    handler.onHead(head(403));
    handler.onData(Buffer.alloc(64 * 1024));
    expect(told).to.deep.equal([]);
    handler.onData(Buffer.from('!'));
    const message = 'its answer is longer than 65536 bytes';
    expect(told).to.deep.equal([ended(answer(403), { firstByteMs: 0 }), { reason: 'internal', message, outcome: answer(403) }]);
    expect(aborted()).to.equal(1);
  });

  for (const status of [103, 199, 304, 600])
    it(`that is answered ${status} is not answered`, () => {
      const { handler, told, aborted } = asked();
      handler.onHead(head(status));
      const [outcome, message] = [failure('bad_answer'), `status ${status} is no answer to the question`];
      expect(told).to.deep.equal([ended(outcome, { firstByteMs: 0 }), { reason: 'bad_answer', message, outcome }]);
      expect(aborted()).to.equal(1);
    });

  it('may be answered with 599', () => {
    const { handler, told } = asked();
    handler.onHead(head(599));
    expect(told).to.deep.equal([]);
  });

  it('is not answered by a switch, whose connection is closed', () => {
    const { handler, told } = asked();
    const one = socket();
    handler.onSwitch(head(101), one as never, Buffer.alloc(0));
    const outcome = failure('bad_answer');
    expect(told).to.deep.equal([ended(outcome), { reason: 'bad_answer', message: 'it switches protocols', outcome }]);
    expect(one.destroyed).to.equal(true);
  });

  it('that fails says how', () => {
    const { handler, told } = asked();
    handler.onFailure(new Failure('reset', 'it is gone'));
    expect(told).to.deep.equal([ended(failure('reset')), { reason: 'reset', message: 'it is gone', outcome: failure('reset') }]);
  });

  it('that fails before it is sent is given up then', () => {
    const { told, aborted } = asked({ failsAtOnce: true });
    expect({ told: told.length, aborted: aborted() }).to.deep.equal({ told: 2, aborted: 1 });
  });

  for (const [title, isConnected, outcome] of [
    ['connected', false, failure('connect_timeout')],
    ['answered', true, failure('first_byte_timeout')],
  ] as const)
    it(`is its backend's failure where it has not ${title} in all the time there was`, () => {
      const { attempt, handler, told, aborted } = asked();
      if (isConnected) handler.onConnected();
      attempt.expire();
      attempt.expire();
      attempt.abort();
      expect(told).to.deep.equal([ended(outcome)]);
      expect(aborted()).to.equal(1);
    });

  it("is nobody's failure where it had only what was left of the time, or where nobody wants to know any more", () => {
    const late = asked({ hasAllTime: false });
    late.attempt.expire();
    const left = asked();
    left.attempt.abort();
    for (const { told, aborted } of [late, left]) {
      expect(told).to.deep.equal([ended({ kind: 'abandoned' })]);
      expect(aborted()).to.equal(1);
    }
  });

  it('that is a trial is decided by its head, and else ended undecided', () => {
    const answered = asked({ trial: 3 });
    answered.handler.onHead(head(500));
    answered.handler.onEnd([]);
    const one = ended(answer(500), { firstByteMs: 0, trial: 3, isDecided: true });
    expect(answered.told).to.deep.equal([{ decided: 500 }, one, reply(500)]);
    const broken = asked({ trial: 3 });
    broken.handler.onFailure(new Failure('reset', 'it is gone'));
    expect(broken.told[0]).to.deep.equal(ended(failure('reset'), { trial: 3 }));
  });
});
