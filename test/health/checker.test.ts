import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Checker } from '../../src/health/checker';

/** A clock that moves when told to, with one thing planned at a time. */
class TestClock {
  ms = 0;
  #planned: { at: number; run: () => void } | undefined;

  readonly now = () => this.ms;
  readonly random = () => 0.5;

  after(ms: number, run: () => void): () => void {
    const planned = { at: this.ms + ms, run };
    this.#planned = planned;
    return () => {
      if (this.#planned === planned) this.#planned = undefined;
    };
  }

  get dueAt(): number | undefined {
    return this.#planned?.at;
  }

  /** Runs what is planned at its time, and lets its promises settle. */
  async next(): Promise<void> {
    const planned = this.#planned;
    if (planned === undefined) throw new Error('nothing is planned');
    this.#planned = undefined;
    this.ms = planned.at;
    planned.run();
    await new Promise(setImmediate);
  }
}

function checkerWith(tookMs = 0) {
  const clock = new TestClock();
  const pace = { ms: 2_000 };
  const startedAt: number[] = [];
  const probe = async () => {
    startedAt.push(clock.ms);
    clock.ms += tookMs;
    return true;
  };
  const checker = new Checker({ probe, onResult: () => undefined, paceMs: () => pace.ms, jitter: 0.1, clock });
  return { clock, pace, startedAt, checker };
}

describe('a checker', () => {
  it('asks at its pace, from the start of one check to the next', async () => {
    const { clock, pace, startedAt, checker } = checkerWith(300);
    checker.start(700);
    await clock.next();
    await clock.next();
    pace.ms = 500;
    await clock.next();
    await clock.next();
    expect(startedAt).to.deep.equal([700, 2_700, 4_700, 5_200]);
  });

  it('asks at once when the pace is faster than the answers', async () => {
    const { clock, startedAt, checker } = checkerWith(3_000);
    checker.start(0);
    await clock.next();
    await clock.next();
    expect(startedAt).to.deep.equal([0, 3_000]);
  });

  it('hurries when it is told of a faster pace, and never slows down', async () => {
    const { clock, pace, startedAt, checker } = checkerWith();
    checker.start(0);
    await clock.next();
    clock.ms = 100;
    pace.ms = 500;
    checker.hurry();
    pace.ms = 4_000;
    checker.hurry();
    expect(clock.dueAt).to.equal(500);
    await clock.next();
    clock.ms = 3_000;
    pace.ms = 500;
    checker.hurry();
    expect(clock.dueAt).to.equal(3_000);
    expect(startedAt).to.deep.equal([0, 500]);
  });

  it('neither begins nor goes on for a hurry', async () => {
    const { clock, checker } = checkerWith();
    checker.hurry();
    expect(clock.dueAt).to.equal(undefined);
    checker.start(0);
    await clock.next();
    checker.stop();
    checker.hurry();
    expect(clock.dueAt).to.equal(undefined);
  });
});
