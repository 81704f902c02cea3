import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Backend } from '../../src/balancing/backend';
import type { Pool } from '../../src/balancing/pool';
import { member, names, poolOf, successorOf, tally, weights } from './pools';

const someWeights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 10 });

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function pickedAt(pool: Pool, count: number): number[] {
  return Array.from({ length: count }, () => {
    const pick = pool.pick({}, []);
    return pick.kind === 'backend' ? pool.backends.indexOf(pick.backend) : -1;
  });
}

describe('round robin', () => {
  it('spreads weights 5-1-1 smoothly', () => {
    expect(names(poolOf(weights(5, 1, 1)), 7)).to.equal('a a b a c a a');
  });

  it('is exactly proportional over every full cycle, wherever the cycle is taken to begin', () => {
    fc.assert(
      fc.property(someWeights, fc.nat(100), (all, start) => {
        const pool = poolOf(weights(...all));
        const cycle = sum(all);
        const picked = pickedAt(pool, (start % cycle) + cycle).slice(start % cycle);
        expect(all.map((_, at) => picked.filter((one) => one === at).length)).to.deep.equal(all);
      }),
      { numRuns: 200 },
    );
  });

  it('never bursts: a backend waits less than twice the time that its weight makes the mean', () => {
    fc.assert(
      fc.property(someWeights, (all) => {
        const cycle = sum(all);
        const picked = pickedAt(poolOf(weights(...all)), 3 * cycle);
        for (const [at, weight] of all.entries()) {
          let last = picked.indexOf(at);
          for (let next = picked.indexOf(at, last + 1); next !== -1; next = picked.indexOf(at, last + 1)) {
            expect((next - last) * weight).to.be.at.most(2 * cycle);
            last = next;
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('takes equals strictly in turn', () => {
    expect(names(poolOf(weights(3, 3, 3, 3)), 8)).to.equal('a b c d a b c d');
  });

  it('goes on after the one chosen last when a backend leaves or returns', () => {
    const pool = poolOf(weights(1, 1, 1, 1));
    expect(names(pool, 2)).to.equal('a b');
    pool.setHealth(member(pool, 2), false, 'gone');
    expect(names(pool, 4)).to.equal('d a b d');
    pool.setHealth(member(pool, 2), true, 'back');
    expect(names(pool, 5)).to.equal('a b c d a');
  });

  it('is exactly proportional over a cycle again after any failure or recovery', () => {
    fc.assert(
      fc.property(someWeights, fc.array(fc.tuple(fc.nat(9), fc.boolean(), fc.nat(30)), { maxLength: 8 }), (all, changes) => {
        const pool = poolOf(weights(...all));
        for (const [at, healthy, picks] of changes) {
          pool.setHealth(member(pool, at % all.length), healthy, 'a change');
          names(pool, picks);
        }
        pool.setHealth(member(pool, 0), false, 'a change');
        pool.setHealth(member(pool, 0), true, 'a change');
        const usable = all.map((weight, at) => (member(pool, at).state === 'healthy' ? weight : 0));
        const picked = pickedAt(pool, 2 * sum(usable)).slice(sum(usable));
        expect(all.map((_, at) => picked.filter((one) => one === at).length)).to.deep.equal(usable);
      }),
      { numRuns: 200 },
    );
  });

  it('does not let retries cost a backend its share, nor pile up on one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 8 }), fc.nat(7), (all, failing) => {
        const pool = poolOf(weights(...all));
        const bad = member(pool, failing % all.length);
        const counts = new Map<Backend, number>();
        const rounds = 50 * sum(all);
        for (let request = 0; request < rounds; request += 1) {
          const first = pool.pick({}, []);
          if (first.kind !== 'backend') throw new Error('nobody was picked');
          const pick = first.backend === bad ? pool.pick({}, [bad]) : first;
          if (pick.kind === 'backend') counts.set(pick.backend, (counts.get(pick.backend) ?? 0) + 1);
        }
        expect(counts.get(bad)).to.equal(undefined);
        for (const backend of pool.backends) {
          if (backend === bad) continue;
          expect(counts.get(backend)).to.be.at.least(50 * backend.weight - 1);
          expect(counts.get(backend)).to.be.at.most((1.5 * rounds * backend.weight) / (sum(all) - bad.weight));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps its proportions while a limit takes turns out', () => {
    const pool = poolOf([{ weight: 2 }, { weight: 1 }, { weight: 1, maxConnections: 1 }]);
    const held = member(pool, 2);
    held.begin();
    expect(tally(names(pool, 300))).to.deep.equal({ a: 200, b: 100 });
    held.end(true);
    expect(tally(names(pool, 400))).to.deep.equal({ a: 200, b: 100, c: 100 });
  });

  it('goes on as if nothing had been when the pool is replaced by one like it', () => {
    fc.assert(
      fc.property(someWeights, fc.array(fc.nat(5), { maxLength: 12 }), (all, rounds) => {
        const undisturbed = poolOf(weights(...all));
        let pool = poolOf(weights(...all));
        const members = all.map((weight, at) => ({ weight, port: at + 1 }));
        for (const picks of rounds) {
          expect(names(pool, picks)).to.equal(names(undisturbed, picks));
          pool = successorOf(pool, members);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is replaced with each request, by weights that change, and owes nobody two requests', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })), { minLength: 2, maxLength: 6 }),
        (all) => {
          let pool = poolOf(weights(...all.map(([one]) => one)));
          const due = all.map(() => 0);
          const got = all.map(() => 0);
          let worst = 0;
          for (let request = 0; request < 200; request += 1) {
            const now = all.map((pair) => pair[request % 2] ?? 1);
            pool = successorOf(
              pool,
              now.map((weight, at) => ({ weight, port: at + 1 })),
            );
            const [picked = -1] = pickedAt(pool, 1);
            got[picked] = (got[picked] ?? 0) + 1;
            for (const [at, weight] of now.entries()) due[at] = (due[at] ?? 0) + weight / sum(now);
            worst = Math.max(worst, ...all.map((_, at) => Math.abs((due[at] ?? 0) - (got[at] ?? 0))));
          }
          expect(worst).to.be.below(2);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('passes nobody over when one leaves and another comes with each request', () => {
    let pool = poolOf(weights(1, 1, 1));
    const seen: string[] = [];
    for (let request = 0; request < 8; request += 1) {
      seen.push(names(pool, 1));
      // The first leaves, and another takes its place.
      pool = successorOf(pool, [{ port: 4 + request }, { port: 2 }, { port: 3 }]);
    }
    expect(seen.filter((name) => name === 'b')).to.have.length.at.least(2);
    expect(seen.filter((name) => name === 'c')).to.have.length.at.least(2);
  });

  it('lets one that comes and one that goes join and leave without a burst', () => {
    const pool = poolOf(weights(1, 1, 1));
    expect(names(pool, 1)).to.equal('a');
    const larger = successorOf(pool, [{ port: 1 }, { port: 2 }, { port: 3 }, { port: 4 }]);
    expect(names(larger, 6)).to.equal('b c d a b c');
    const smaller = successorOf(larger, [{ port: 1 }, { port: 2 }, { port: 4 }]);
    expect(names(smaller, 4)).to.equal('d a b d');
  });

  it('goes on after the one chosen last when health changed before the pool was replaced', () => {
    const pool = poolOf(weights(1, 1, 1, 1));
    expect(names(pool, 2)).to.equal('a b');
    pool.setHealth(member(pool, 3), false, 'gone');
    const next = successorOf(pool, [{ port: 1 }, { port: 2 }, { port: 3 }, { port: 4 }]);
    expect(names(next, 3)).to.equal('c a b');
    next.setHealth(member(next, 3), true, 'back');
    expect(names(next, 2)).to.equal('c d');
  });
});
