import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Backend } from '../../src/balancing/backend';
import type { Pool, PoolSettings } from '../../src/balancing/pool';
import { Clock, member, nameOf, names, poolOf, seeded, tally, weights } from './pools';

const byKey: Partial<PoolSettings> = { policy: 'hash', hash: { on: 'path', fallback: 'round_robin' } };

function pickFor(pool: Pool, key: string | undefined): string {
  return nameOf(pool.pick({ key: () => key }, []));
}

function pickOne(pool: Pool): Backend {
  const pick = pool.pick({}, []);
  if (pick.kind !== 'backend') throw new Error(`nobody was picked: ${pick.kind}`);
  return pick.backend;
}

describe('least_connections', () => {
  it('never picks a backend with strictly more load per weight than another', () => {
    const weightAndLoad = fc.record({ weight: fc.integer({ min: 1, max: 256 }), load: fc.nat(50) });
    fc.assert(
      fc.property(fc.array(weightAndLoad, { minLength: 1, maxLength: 12 }), (members) => {
        const pool = poolOf(members, { policy: 'least_connections' });
        for (const [at, { load }] of members.entries()) for (let one = 0; one < load; one += 1) member(pool, at).begin();
        for (let request = 0; request < 40; request += 1) {
          const picked = pickOne(pool);
          for (const other of pool.backends) expect(picked.inFlight * other.weight).to.be.at.most(other.inFlight * picked.weight);
          picked.begin();
        }
      }),
      { numRuns: 250 },
    );
  });

  it('takes equals in turn, by weight', () => {
    expect(names(poolOf(weights(1, 1, 1), { policy: 'least_connections' }), 6)).to.equal('a b c a b c');
    expect(names(poolOf(weights(5, 1, 1), { policy: 'least_connections' }), 7)).to.equal('a a b a c a a');
  });

  it('leaves the standing of those that were not equals as it was', () => {
    const pool = poolOf(weights(1, 1, 1, 1), { policy: 'least_connections' });
    for (const at of [0, 1]) member(pool, at).begin();
    expect(names(pool, 3)).to.equal('c d c');
    for (const at of [0, 1]) member(pool, at).end(true);
    expect(tally(names(pool, 400))).to.deep.equal({ a: 100, b: 100, c: 100, d: 100 });
  });

  it('counts requests that wait for a backend', () => {
    const pool = poolOf(weights(1, 1), { policy: 'least_connections' });
    member(pool, 0).wait();
    expect(names(pool, 2)).to.equal('b b');
    member(pool, 0).stopWaiting();
    expect(tally(names(pool, 10))).to.deep.equal({ a: 5, b: 5 });
  });
});

describe('random and two_choices', () => {
  for (const policy of ['random', 'two_choices'] as const) {
    it(`${policy} follows the weights of idle backends`, () => {
      const counts = tally(names(poolOf(weights(6, 3, 1), { policy }), 10_000));
      expect(counts.a).to.be.closeTo(6_000, 200);
      expect(counts.b).to.be.closeTo(3_000, 200);
    });
  }

  it('two_choices draws two different ones, each by its share of those that are left', () => {
    // `a` is idle and serves whenever it is one of the two; `b` has less per share than `c`.
    const pool = poolOf(weights(6, 3, 1), { policy: 'two_choices' });
    for (const [at, load] of [0, 300, 300].entries()) for (let one = 0; one < load; one += 1) member(pool, at).begin();
    const counts = tally(names(pool, 10_000));
    expect(counts.a).to.be.closeTo(10_000 * (0.6 + (0.3 * 6) / 7 + (0.1 * 6) / 9), 200);
    expect(counts.b).to.be.closeTo(10_000 * ((0.3 * 1) / 7 + (0.1 * 3) / 9), 150);
    expect(counts.c ?? 0).to.equal(0);
  });

  it('two_choices takes the second of two whose first is the last in the list', () => {
    const pool = poolOf(weights(1, 1, 60), { policy: 'two_choices' });
    for (let one = 0; one < 600; one += 1) member(pool, 2).begin();
    const counts = tally(names(pool, 2_000));
    expect(counts.c ?? 0).to.equal(0);
    expect(counts.a).to.be.closeTo(1_000, 150);
  });

  it('two_choices never picks the most loaded of all when there are two or more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 2, maxLength: 8 }), (loads) => {
        const pool = poolOf(
          loads.map(() => ({})),
          { policy: 'two_choices' },
        );
        loads.push(21);
        const busiest = loads.indexOf(Math.max(...loads.slice(0, -1)));
        for (const [at, backend] of pool.backends.entries()) {
          for (let one = 0; one < (loads[at] ?? 0) + (at === busiest ? 1 : 0); one += 1) backend.begin();
        }
        for (let request = 0; request < 50; request += 1) expect(pickOne(pool)).not.to.equal(pool.backends[busiest]);
      }),
    );
  });
});

describe('first', () => {
  it('fills backends in the order of the file', () => {
    const pool = poolOf([{ maxConnections: 2 }, { maxConnections: 1 }, {}], { policy: 'first' });
    const filled = Array.from({ length: 5 }, () => {
      const backend = pickOne(pool);
      backend.begin();
      return backend.name;
    });
    expect(filled.join(' ')).to.equal('a a b c c');
  });
});

describe('least_time', () => {
  it('tries each backend that it knows nothing of, then prefers the quickest', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1, 1), { policy: 'least_time' }, clock);
    const times: Record<string, number> = { a: 50, b: 10, c: 30 };
    const picked = Array.from({ length: 10 }, () => {
      const backend = pickOne(pool);
      clock.ms += 1;
      backend.latency.measure(times[backend.name], clock.ms);
      return backend.name;
    });
    expect(picked.join(' ')).to.equal('a b c b b b b b b b');
  });

  it('spreads over backends that hold requests and have not answered yet', () => {
    const pool = poolOf(weights(1, 1, 1), { policy: 'least_time' });
    for (let request = 0; request < 30; request += 1) pickOne(pool).begin();
    expect(pool.backends.map(({ inFlight }) => inFlight)).to.deep.equal([10, 10, 10]);
  });

  it('weighs time by requests in flight and by weight', () => {
    const pool = poolOf(weights(1, 4), { policy: 'least_time' });
    for (const backend of pool.backends) backend.latency.measure(10, 1_000);
    for (let request = 0; request < 50; request += 1) pickOne(pool).begin();
    expect(pool.backends.map(({ inFlight }) => inFlight)).to.deep.equal([10, 40]);
  });

  it('takes those that are equal in turn, by weight', () => {
    const pool = poolOf(weights(1, 2, 1), { policy: 'least_time' });
    const picked = Array.from({ length: 8 }, () => pickOne(pool).name);
    expect(picked.join(' ')).to.equal('b a c b b a c b');
  });

  it('does not take a backend that fails fast for a fast one', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1), { policy: 'least_time' }, clock);
    let failures = 0;
    for (let request = 0; request < 500; request += 1) {
      const backend = pickOne(pool);
      clock.ms += 10;
      if (backend.name === 'a') failures += 1;
      backend.latency.measure(backend.name === 'a' ? undefined : 20, clock.ms);
    }
    expect(failures).to.equal(1);
  });

  it('gives a slow backend another try after a while', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1), { policy: 'least_time' }, clock);
    const picked = new Set<string>();
    for (const backend of pool.backends) backend.latency.measure(backend.name === 'a' ? 1_000 : 20, clock.ms);
    for (let request = 0; request < 1_000; request += 1) {
      const backend = pickOne(pool);
      clock.ms += 100;
      picked.add(backend.name);
      backend.latency.measure(20, clock.ms);
    }
    expect([...picked].sort()).to.deep.equal(['a', 'b']);
  });
});

describe('hash', () => {
  it('sends a key to the same backend each time, and asks for the configured part of the request', () => {
    const pool = poolOf(weights(1, 1, 1), byKey);
    const asked: string[] = [];
    const pick = () =>
      nameOf(
        pool.pick(
          {
            key(on) {
              asked.push(on);
              return '/basket/7';
            },
          },
          [],
        ),
      );
    expect(new Set([pick(), pick(), pick()]).size).to.equal(1);
    expect(asked).to.deep.equal(['path', 'path', 'path']);
  });

  it('moves only the keys of a backend that left', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 256 }), { minLength: 2, maxLength: 20 }), fc.nat(), (all, which) => {
        const pool = poolOf(weights(...all), byKey);
        const leaver = member(pool, which % all.length);
        const keys = Array.from({ length: 100 }, (_, at) => `${which}-${at}`);
        const before = keys.map((key) => pickFor(pool, key));
        pool.setHealth(leaver, false, 'gone');
        const without = keys.map((key) => pickFor(pool, key));
        for (const [at, name] of before.entries()) {
          if (name === leaver.name) expect(without[at]).not.to.equal(name);
          else expect(without[at]).to.equal(name);
        }
        pool.setHealth(leaver, true, 'back');
        expect(keys.map((key) => pickFor(pool, key))).to.deep.equal(before);
      }),
      { numRuns: 100 },
    );
  });

  it('gives each backend keys by its weight', () => {
    const pool = poolOf(weights(4, 2, 1, 1), byKey);
    const counts = tally(Array.from({ length: 16_000 }, (_, at) => pickFor(pool, `10.0.${at >> 8}.${at & 255}`)).join(' '));
    expect(counts.a).to.be.closeTo(8_000, 400);
    expect(counts.b).to.be.closeTo(4_000, 300);
    expect(counts.c).to.be.closeTo(2_000, 250);
    expect(counts.d).to.be.closeTo(2_000, 250);
  });

  it('never exceeds the bound on load, whatever comes and goes', () => {
    const settings = fc.record({
      all: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 8 }),
      balanceFactor: fc.double({ min: 1, max: 3, noNaN: true }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(settings, ({ all, balanceFactor, seed }) => {
        const random = seeded(seed);
        const pool = poolOf(weights(...all), { policy: 'hash', hash: { on: 'ip', fallback: 'random', balanceFactor } });
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const running: Backend[] = [];
        for (let request = 0; request < 150; request += 1) {
          if (running.length > 0 && random() < 0.4) running.splice(Math.floor(random() * running.length), 1)[0]?.end(true);
          const pick = pool.pick({ key: () => String(Math.floor(random() * 3)) }, []);
          if (pick.kind !== 'backend') throw new Error(`nobody was picked: ${pick.kind}`);
          pick.backend.begin();
          running.push(pick.backend);
          const bound = Math.ceil((balanceFactor * running.length * pick.backend.weight) / total + 1e-9);
          expect(pick.backend.inFlight).to.be.at.most(bound);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('falls back to another policy for a request without the key', () => {
    const pool = poolOf(weights(1, 1, 1), byKey);
    expect([undefined, '', undefined].map((key) => pickFor(pool, key)).join(' ')).to.equal('a b c');
    expect(names(pool, 3)).to.equal('a b c');
  });
});
