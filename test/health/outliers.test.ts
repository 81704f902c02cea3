import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { Outliers, type Sign } from '../../src/health/outliers';
import { Clock, member, poolOf } from '../balancing/pools';

function outliersOf(count: number, clock = new Clock()) {
  const pool = poolOf(
    Array.from({ length: count }, () => ({})),
    {},
    clock,
  );
  const outliers = new Outliers(pool, { consecutiveFailures: 5, baseEjectionMs: 30_000, maxEjectionMs: 300_000, maxEjectedPercent: 50 });
  const fail = (at: number, times: number, client = 'Anna', sign: Sign = 'failure') => {
    for (let time = 0; time < times; time += 1) outliers.record(member(pool, at), sign, client);
  };
  const states = () => pool.backends.map(({ ejected }) => (ejected ? 'x' : '.')).join('');
  return { pool, outliers, clock, fail, states };
}

describe('outliers', () => {
  it('are ejected after 5 failures in a row, and say why', () => {
    const { pool, outliers, fail, states } = outliersOf(3);
    fail(0, 4);
    outliers.record(member(pool, 0), 'success', 'Anna');
    fail(0, 4);
    expect(states()).to.equal('...');
    fail(0, 1);
    expect(states()).to.equal('x..');
    expect(member(pool, 0).state).to.equal('unhealthy');
    expect(member(pool, 0).reason).to.equal('ejected for 30 s after 5 failures in a row');
  });

  it('come back when their time is over, and stay out longer each time, at most 300 s', () => {
    const { outliers, clock, fail, states } = outliersOf(2);
    const lasted: number[] = [];
    for (let time = 0; time < 12; time += 1) {
      fail(1, 5);
      const until = outliers.nextDeadline ?? 0;
      lasted.push((until - clock.ms) / 1_000);
      outliers.expire(until - 1);
      expect(states()).to.equal('.x');
      clock.ms = until;
      outliers.expire(clock.ms);
      expect(states()).to.equal('..');
    }
    expect(lasted).to.deep.equal([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300]);
    expect(outliers.nextDeadline).to.equal(undefined);
  });

  it('are forgiven one ejection for each 10 s without another', () => {
    const { outliers, clock, fail } = outliersOf(2);
    for (let time = 0; time < 3; time += 1) {
      fail(0, 5);
      clock.ms = outliers.nextDeadline ?? 0;
      outliers.expire(clock.ms);
    }
    clock.ms += 20_000;
    fail(0, 5);
    expect((outliers.nextDeadline ?? 0) - clock.ms).to.equal(60_000);
  });

  it('come back with a passing check', () => {
    const { pool, outliers, fail, states } = outliersOf(2);
    fail(0, 5);
    outliers.checkPassed(member(pool, 1), 'answers');
    expect(states()).to.equal('x.');
    outliers.checkPassed(member(pool, 0), 'accepts');
    expect(states()).to.equal('x.');
    outliers.checkPassed(member(pool, 0), 'answers');
    expect(states()).to.equal('..');
    expect(member(pool, 0).reason).to.equal('a check passed');
  });

  it('come back with any check where nothing but connections failed', () => {
    const { pool, outliers, fail, states } = outliersOf(4);
    fail(0, 5, 'Anna', 'no_connection');
    fail(1, 4, 'Anna', 'no_connection');
    fail(1, 1);
    expect([states(), member(pool, 0).reason]).to.deep.equal(['xx..', 'ejected for 30 s after 5 failures to connect in a row']);
    expect(pool.backends.map((backend) => outliers.lacksConnections(backend))).to.deep.equal([true, false, false, false]);
    for (const backend of pool.backends) outliers.checkPassed(backend, 'accepts');
    expect(states()).to.equal('.x..');
  });

  it('are not ejected for what one client among several meets, but for connections that nobody gets', () => {
    const { pool, outliers, fail, states } = outliersOf(4);
    outliers.record(member(pool, 0), 'success', 'Ben');
    fail(0, 50, 'Anna');
    expect(states()).to.equal('....');
    fail(0, 4, 'Anna', 'no_connection');
    expect(states()).to.equal('....');
    fail(0, 1, 'Anna', 'no_connection');
    expect(states()).to.equal('x...');
    expect(outliers.lacksConnections(member(pool, 0))).to.equal(true);
  });

  it('are ejected once a second client meets it, or the others have been gone for 30 s', () => {
    const { pool, outliers, clock, fail, states } = outliersOf(4);
    for (const at of [0, 1]) outliers.record(member(pool, at), 'success', 'Ben');
    for (const at of [0, 1]) fail(at, 50, 'Anna');
    fail(0, 1, 'Ben');
    expect(states()).to.equal('x...');
    clock.ms += 30_001;
    fail(1, 1, 'Anna');
    expect(states()).to.equal('xx..');
  });

  it('come back one after the other, the first one first', () => {
    const { outliers, clock, fail, states } = outliersOf(4);
    const deadlines: (number | undefined)[] = [];
    for (const at of [2, 1]) {
      fail(at, 5);
      deadlines.push(outliers.nextDeadline);
      clock.ms += 10_000;
    }
    outliers.expire(31_000);
    expect([...deadlines, outliers.nextDeadline, states()]).to.deep.equal([31_000, 31_000, 41_000, '.x..']);
  });

  it('are none of another pool', () => {
    const { outliers } = outliersOf(3);
    const other = member(outliersOf(3).pool, 0);
    expect(Array.from({ length: 9 }, () => outliers.record(other, 'failure', 'Anna'))).not.to.include(true);
    expect(outliers.nextDeadline).to.equal(undefined);
  });

  it('tell that they were ejected, once', () => {
    const { pool, outliers } = outliersOf(3);
    const told = Array.from({ length: 7 }, () => outliers.record(member(pool, 0), 'failure', 'Anna'));
    expect(told).to.deep.equal([false, false, false, false, true, false, false]);
  });

  it('never include a backend that is alone', () => {
    const { fail, states } = outliersOf(1);
    fail(0, 50);
    expect(states()).to.equal('.');
  });

  it('may be one of several, however small the part that may be out', () => {
    const pool = poolOf([{}, {}, {}]);
    const settings = { consecutiveFailures: 1, baseEjectionMs: 1, maxEjectionMs: 1, maxEjectedPercent: 0 };
    const outliers = new Outliers(pool, settings);
    expect(pool.backends.map((backend) => outliers.record(backend, 'failure', 'Anna'))).to.deep.equal([true, false, false]);
  });

  it('are never more than half of the pool, but one may always go', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 45 }), (size) => {
        const { fail, states } = outliersOf(size);
        for (let at = 0; at < size; at += 1) fail(at, 6);
        expect(states().replaceAll('.', '').length).to.equal(Math.max(1, Math.floor(size / 2)));
      }),
    );
  });
});
