import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Backend } from '../../src/balancing/backend';
import type { Pool } from '../../src/balancing/pool';
import { member, names, poolOf, tally, weights } from './pools';

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
});
