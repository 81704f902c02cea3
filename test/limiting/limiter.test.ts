import { describe, it } from 'node:test';
import { expect } from 'chai';
import { pino } from 'pino';
import { Limiter } from '../../src/limiting/limiter';
import { LocalCounter } from '../../src/limiting/local-counter';
import type { RateLimit } from '../../src/routing/rate-limit';

const log = pino({ level: 'silent' });

const limit = (rule: Partial<RateLimit['rule']>, name = 'host www.mango.com'): RateLimit => ({
  name,
  place: 'host',
  rule: { requests: 3, per: 3_600_000, burst: 0, by: 'address', dry_run: false, ...rule },
  by: { kind: 'address' },
});

describe('a limiter', () => {
  it('lets a thousand at once have no more than there is', async () => {
    const limiter = new Limiter(undefined, log);
    const taken = await Promise.all(Array.from({ length: 1000 }, () => limiter.take(limit({ requests: 100, burst: 20 }), 'one')));
    expect(taken.filter(({ isOver }) => !isOver)).to.have.length(120);
  });

  it('tells what is left', async () => {
    const limiter = new Limiter(undefined, log);
    const taken = [];
    for (let count = 0; count < 4; count += 1) taken.push(await limiter.take(limit({}), 'one'));
    expect(taken.map(({ isOver, remaining }) => [isOver, remaining])).to.deep.equal([
      [false, 2],
      [false, 1],
      [false, 0],
      [true, 0],
    ]);
    for (const { restMs } of taken) expect(restMs).to.be.within(3_590_000, 3_600_000);
  });

  it('says how long the next request has to wait', async () => {
    const limiter = new Limiter(undefined, log);
    const waits: boolean[] = [];
    for (let count = 0; count < 5; count += 1) waits.push((await limiter.take(limit({ requests: 2, burst: 2 }), 'one')).waitMs > 0);
    // The second may be all there is; the third shows that there is a burst, the fourth has the last of it.
    expect(waits).to.deep.equal([false, true, false, true, true]);
  });

  it('has its burst once in ten windows', async (context) => {
    context.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 });
    const limiter = new Limiter(undefined, log);
    const bursty = limit({ requests: 2, burst: 3, per: 1_000 });
    const passed: number[] = [];
    for (let window = 0; window < 12; window += 1) {
      const taken = await Promise.all(Array.from({ length: 9 }, () => limiter.take(bursty, 'one')));
      passed.push(taken.filter(({ isOver }) => !isOver).length);
      context.mock.timers.tick(1_000);
    }
    expect(passed).to.deep.equal([5, 2, 2, 2, 2, 2, 2, 2, 2, 2, 5, 2]);
  });

  it('keeps limits of different names apart, and clients of different keys', async () => {
    const limiter = new Limiter(undefined, log);
    for (const name of ['a', 'b'])
      for (const key of ['one', '__proto__', 'constructor', 'b:one', ''])
        expect((await limiter.take(limit({ requests: 1 }, name), key)).isOver, `${name} ${key}`).to.equal(false);
  });
});

describe('a local counter', () => {
  it('begins a new window when one is over', async () => {
    const counter = new LocalCounter();
    expect((await counter.count('one', 1)).count).to.equal(1);
    let again = await counter.count('one', 1);
    for (const deadline = Date.now() + 5_000; again.count !== 1 && Date.now() < deadline; ) again = await counter.count('one', 1);
    expect(again.count).to.equal(1);
  });

  it('forgets the oldest of too many keys, and only those', async () => {
    const counter = new LocalCounter(3);
    for (const key of ['a', 'b', 'c', 'd']) await counter.count(key, 3_600_000);
    expect(await countsOf(counter, ['b', 'c', 'd'])).to.deep.equal([2, 2, 2]);
    expect(await countsOf(counter, ['a'])).to.deep.equal([1]);
    expect(await countsOf(counter, ['c', 'd', 'b'])).to.deep.equal([3, 3, 1]);
  });

  it('goes on forgetting in a flood', async () => {
    const counter = new LocalCounter(10);
    for (let number = 0; number < 1_000; number += 1) await counter.count(`key ${number}`, 3_600_000);
    expect(await countsOf(counter, ['key 990', 'key 999', 'key 500'])).to.deep.equal([2, 2, 1]);
  });

  it('says no more than the window when the clock was put back', async (context) => {
    const counter = new LocalCounter();
    await counter.count('one', 1_000);
    const now = Date.now();
    context.mock.method(Date, 'now', () => now - 3_600_000);
    expect((await counter.count('one', 1_000)).restMs).to.equal(1_000);
  });
});

async function countsOf(counter: LocalCounter, keys: readonly string[]): Promise<number[]> {
  const counts: number[] = [];
  for (const key of keys) counts.push((await counter.count(key, 3_600_000)).count);
  return counts;
}
