import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RecentCount } from '../../src/resilience/recent-count';

describe('a recent count', () => {
  it('looks back ten tenths of its window, the one that it is in among them', () => {
    const count = new RecentCount(1_000);
    count.add(150);
    expect([150, 1_099, 1_100].map((now) => count.total(now))).to.deep.equal([1, 1, 0]);
  });

  it('begins anew when it is cleared', () => {
    const count = new RecentCount(1_000);
    count.add(0);
    count.clear();
    count.add(100);
    expect([999, 1_000, 1_100].map((now) => count.total(now))).to.deep.equal([1, 1, 0]);
  });

  it('does what a list of times would do', () => {
    const step = fc.record({ what: fc.constantFrom('add', 'add', 'take back', 'look'), wait: fc.oneof(fc.nat(300), fc.nat(3_000)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const count = new RecentCount(1_000);
        let times: number[] = [];
        let now = 0;
        let seen = 0;
        for (const { what, wait } of steps) {
          now += wait;
          if (what === 'add') {
            count.add(now);
            times.push(now);
          }
          if (what !== 'take back') seen = now;
          times = times.filter((at) => Math.floor(at / 100) > Math.floor(seen / 100) - 10);
          if (what === 'take back') {
            count.takeBack();
            times.pop();
          }
          if (what === 'look') expect(count.total(now)).to.equal(times.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
