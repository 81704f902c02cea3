import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { pino } from 'pino';
import { systemClock } from '../../src/clock';
import { Limiter } from '../../src/limiting/limiter';
import { LocalCounter } from '../../src/limiting/local-counter';
import type { RateLimit } from '../../src/routing/rate-limit';

const log = pino({ level: 'silent' });

const limit = (rule: Partial<RateLimit['rule']>, name = 'host www.mango.com'): RateLimit => ({
  name,
  place: 'host',
  rule: { requests: 3, per: 3_600_000, burst: 0, by: 'address', max_keys: 100_000, dry_run: false, ...rule },
  by: { kind: 'address' },
});

describe('a limiter', () => {
  it('lets a thousand at once have no more than there is', async () => {
    const limiter = new Limiter(undefined, { log, clock: systemClock });
    const taken = await Promise.all(Array.from({ length: 1000 }, () => limiter.take(limit({ requests: 100, burst: 20 }), 'one')));
    expect(taken.filter(({ isOver }) => !isOver)).to.have.length(120);
  });

  it('tells what is left', async () => {
    const limiter = new Limiter(undefined, { log, clock: systemClock });
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
    const limiter = new Limiter(undefined, { log, clock: systemClock });
    const waits: boolean[] = [];
    for (let count = 0; count < 5; count += 1) waits.push((await limiter.take(limit({ requests: 2, burst: 2 }), 'one')).waitMs > 0);
    // The second may be all there is; the third shows that there is a burst, the fourth has the last of it.
    expect(waits).to.deep.equal([false, true, false, true, true]);
  });

  it('has its burst once in ten windows', async () => {
    let now = 1_000_000;
    const limiter = new Limiter(undefined, { log, clock: { ...systemClock, now: () => now } });
    const bursty = limit({ requests: 2, burst: 3, per: 1_000 });
    const passed: number[] = [];
    for (let window = 0; window < 12; window += 1) {
      const taken = await Promise.all(Array.from({ length: 9 }, () => limiter.take(bursty, 'one')));
      passed.push(taken.filter(({ isOver }) => !isOver).length);
      now += 1_000;
    }
    expect(passed).to.deep.equal([5, 2, 2, 2, 2, 2, 2, 2, 2, 2, 5, 2]);
  });

  it('tells how long it is until the window ends, and until there is something to have', async () => {
    let now = 0;
    const limiter = new Limiter(undefined, { log, clock: { ...systemClock, now: () => now } });
    const take = (rule: Partial<RateLimit['rule']>, name: string) => limiter.take(limit({ requests: 1, per: 1_000, ...rule }, name), 'one');
    expect(await take({ burst: 1 }, 'a')).to.deep.equal({ isOver: false, remaining: 0, restMs: 1_000, waitMs: 1_000 });
    now = 400;
    expect(await take({ burst: 1 }, 'a')).to.deep.equal({ isOver: false, remaining: 0, restMs: 600, waitMs: 600 });
    now = 500;
    expect(await take({ burst: 1 }, 'a')).to.deep.equal({ isOver: true, remaining: 0, restMs: 500, waitMs: 500 });
    // The burst is there again before the next window.
    now = 10_000;
    await take({ burst: 1 }, 'a');
    now = 10_100;
    expect(await take({ burst: 1 }, 'a')).to.deep.equal({ isOver: true, remaining: 0, restMs: 300, waitMs: 300 });
    await take({}, 'b');
    now = 10_300;
    expect(await take({}, 'b')).to.deep.equal({ isOver: true, remaining: 0, restMs: 800, waitMs: 800 });
    // Each limit has a burst of its own.
    await take({ burst: 1 }, 'c');
    expect((await take({ burst: 1 }, 'c')).isOver).to.equal(false);
    await take({ burst: 1 }, 'd');
    expect((await take({ burst: 1 }, 'd')).isOver).to.equal(false);
  });

  it('keeps limits of different names apart, and clients of different keys', async () => {
    const limiter = new Limiter(undefined, { log, clock: systemClock });
    for (const name of ['a', 'b'])
      for (const key of ['one', '__proto__', 'constructor', 'b:one', ''])
        expect((await limiter.take(limit({ requests: 1 }, name), key)).isOver, `${name} ${key}`).to.equal(false);
  });
});

describe('a local counter', () => {
  it('begins a new window when one is over', async () => {
    let now = 0;
    const counter = new LocalCounter({ ...systemClock, now: () => now });
    expect(await countOf(counter, 'one', { windowMs: 10 })).to.equal(1);
    now = 9.9;
    expect(await countOf(counter, 'one', { windowMs: 10 })).to.equal(2);
    now = 10;
    expect(await countOf(counter, 'one', { windowMs: 10 })).to.equal(1);
  });

  it('forgets the oldest of too many keys with as low a count, and only those', async () => {
    const counter = new LocalCounter(systemClock);
    for (const key of ['a', 'b', 'c', 'd']) await countOf(counter, key, { mostKeys: 3 });
    expect(await countsOf(counter, ['b', 'c', 'd'], 3)).to.deep.equal([2, 2, 2]);
    expect(await countsOf(counter, ['a'], 3)).to.deep.equal([1]);
    expect(await countsOf(counter, ['c', 'd', 'b'], 3)).to.deep.equal([3, 3, 1]);
  });

  it('goes on forgetting in a flood', async () => {
    const counter = new LocalCounter(systemClock);
    for (let number = 0; number < 1_000; number += 1) await countOf(counter, `key ${number}`, { mostKeys: 10 });
    expect(await countsOf(counter, ['key 990', 'key 999', 'key 500'], 10)).to.deep.equal([2, 2, 1]);
  });

  it('forgets in a flood neither what is used up nor what is nearly so', async () => {
    const counter = new LocalCounter(systemClock);
    for (let times = 0; times < 5; times += 1) await countOf(counter, 'used up', { mostKeys: 100 });
    for (let times = 0; times < 4; times += 1) await countOf(counter, 'nearly', { mostKeys: 100 });
    for (let number = 0; number < 1_000; number += 1) await countOf(counter, `made up ${number}`, { mostKeys: 100 });
    expect(await countsOf(counter, ['used up', 'nearly'], 100)).to.deep.equal([6, 5]);
  });

  it('counts all new ones together while everything is used up, until a window is over', async () => {
    let now = 0;
    const counter = new LocalCounter({ ...systemClock, now: () => now });
    for (const key of ['a', 'b', 'c']) for (let times = 0; times < 5; times += 1) await countOf(counter, key, { mostKeys: 3 });
    expect(await countsOf(counter, ['d', 'e', 'd', 'f', 'g', 'h'], 3)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(await countsOf(counter, ['a', 'b', 'c'], 3)).to.deep.equal([6, 6, 6]);
    now = 3_600_000;
    expect(await countsOf(counter, ['d', 'e'], 3)).to.deep.equal([1, 1]);
  });

  it('keeps the keys of one limit out of the room of another', async () => {
    const counter = new LocalCounter(systemClock);
    await countOf(counter, 'one', { limit: 'login' });
    for (let number = 0; number < 1_000; number += 1) await countOf(counter, `key ${number}`, { limit: 'search' });
    expect(await countOf(counter, 'one', { limit: 'login' })).to.equal(2);
  });

  it('shares the room out among many limits', async () => {
    const counter = new LocalCounter(systemClock, { inAll: 20, least: 2 });
    const fill = async (limit: string) => {
      for (let number = 0; number < 30; number += 1) await countOf(counter, `key ${number}`, { limit });
    };
    for (const limit of ['a', 'b', 'c', 'd', 'a']) await fill(limit);
    // Of the 5 that each may have, the last are there.
    expect(await countOf(counter, 'key 25', { limit: 'a' })).to.be.above(1);
    expect(await countOf(counter, 'key 24', { limit: 'a' })).to.equal(1);
  });

  it('gives no limit more than its part of the room', async () => {
    const counter = new LocalCounter(systemClock, { inAll: 5, least: 1 });
    for (const limit of ['a', 'b']) for (const key of ['x', 'y', 'z']) await countOf(counter, key, { limit });
    expect(await countOf(counter, 'y', { limit: 'b' })).to.equal(2);
    expect(await countOf(counter, 'x', { limit: 'b' })).to.equal(1);
  });

  it('gives the room of limits that count nothing any more to the others', async () => {
    let now = 0;
    const counter = new LocalCounter({ ...systemClock, now: () => now }, { inAll: 10, least: 1 });
    for (const limit of ['a', 'b', 'c', 'd', 'e']) await countOf(counter, 'one', { limit, windowMs: 10 });
    now = 10;
    const keys = Array.from({ length: 10 }, (_, number) => `key ${number}`);
    for (const key of keys) await countOf(counter, key, { limit: 'f', windowMs: 10 });
    const again = [];
    for (const key of keys) again.push(await countOf(counter, key, { limit: 'f', windowMs: 10 }));
    expect(again).to.deep.equal(keys.map(() => 2));
  });

  it('has room for 400,000 keys, which are 500 for each of 800 limits', async () => {
    const counter = new LocalCounter(systemClock);
    for (let number = 1; number < 800; number += 1) await countOf(counter, 'one', { limit: String(number) });
    const count = (key: string) => countOf(counter, key, { limit: '800', mostKeys: 1_000 });
    for (let number = 0; number < 501; number += 1) await count(`key ${number}`);
    expect([await count('key 1'), await count('key 0')]).to.deep.equal([2, 1]);
  });

  it('counts as a plain table would, as long as there is room', async () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(40));
    await fc.assert(
      fc.asyncProperty(fc.array(step), async (steps) => {
        let now = 0;
        const counter = new LocalCounter({ ...systemClock, now: () => now });
        const plain = new Map<string, { count: number; endsAt: number }>();
        for (const [key, passes] of steps) {
          now += passes;
          const before = plain.get(key);
          const entry = before === undefined || before.endsAt <= now ? { count: 0, endsAt: now + 100 } : before;
          entry.count += 1;
          plain.set(key, entry);
          const counted = await counter.count({ limit: 'host', key, windowMs: 100, most: 3, mostKeys: 100 });
          expect(counted).to.deep.equal({ count: entry.count, restMs: entry.endsAt - now });
        }
      }),
    );
  });
});

async function countOf(
  counter: LocalCounter,
  key: string,
  { limit = 'host www.mango.com', windowMs = 3_600_000, mostKeys = 10 } = {},
): Promise<number> {
  return (await counter.count({ limit, key, windowMs, most: 5, mostKeys })).count;
}

async function countsOf(counter: LocalCounter, keys: readonly string[], mostKeys = 10): Promise<number[]> {
  const counts: number[] = [];
  for (const key of keys) counts.push(await countOf(counter, key, { mostKeys }));
  return counts;
}
