import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { Backend } from '../../src/balancing/backend';
import { type Flip, Pool } from '../../src/balancing/pool';
import { policies } from '../../src/balancing/policies';
import { Clock, member, nameOf, names, poolOf, seeded, tally, weights } from './pools';

const policyNames = Object.keys(policies) as (keyof typeof policies)[];

describe('who may be chosen', () => {
  it('picks nobody when nobody is usable, without panic', () => {
    const pool = poolOf(weights(1, 1));
    for (const backend of pool.backends) pool.setHealth(backend, false, 'connection refused');
    expect(names(pool, 2)).to.equal('none none');
  });

  it('gives a backend of weight 0 nobody, even when it is alone', () => {
    expect(names(poolOf(weights(0, 1)), 3)).to.equal('b b b');
    expect(names(poolOf(weights(0, 0)), 1)).to.equal('none');
  });

  it('passes over a full backend, and says so when all are full', () => {
    const pool = poolOf([{ maxConnections: 1 }, { maxConnections: 1 }]);
    member(pool, 0).begin();
    expect(names(pool, 2)).to.equal('b b');
    member(pool, 1).begin();
    expect(names(pool, 1)).to.equal('full');
    member(pool, 0).end(true);
    expect(names(pool, 1)).to.equal('a');
  });

  it('avoids those that were tried while another is usable', () => {
    const pool = poolOf(weights(1, 1, 1));
    const [a, b, c] = pool.backends as [Backend, Backend, Backend];
    expect(new Set(names(pool, 6, [a]).split(' '))).to.deep.equal(new Set(['b', 'c']));
    expect(names(pool, 2, [a, c])).to.equal('b b');
    expect(['a', 'b', 'c']).to.include(nameOf(pool.pick({}, [a, b, c])));
  });

  it('lets backups serve only when no other is usable, and when a request has tried all others', () => {
    const pool = poolOf([{}, {}, { backup: true }]);
    const [a, b] = pool.backends as [Backend, Backend];
    expect(names(pool, 4)).to.equal('a b a b');
    expect(names(pool, 1, [a, b])).to.equal('c');
    pool.setHealth(a, false, 'gone');
    expect(names(pool, 2)).to.equal('b b');
    pool.setHealth(b, false, 'gone');
    expect(names(pool, 2)).to.equal('c c');
    pool.setHealth(b, true, 'back');
    expect(names(pool, 2)).to.equal('b b');
  });

  it('does not let requests that only have to wait flow over to backups', () => {
    const pool = poolOf([{ maxConnections: 1 }, { backup: true }]);
    member(pool, 0).begin();
    expect(names(pool, 1)).to.equal('full');
  });

  it('serves from the tier of lowest priority number, backups last of all', () => {
    const pool = poolOf([{ priority: 2 }, { backup: true }, { priority: 1 }, { priority: 2 }]);
    expect(names(pool, 2)).to.equal('c c');
    pool.setMode(member(pool, 2), 'maintenance', 'by hand');
    expect(names(pool, 2)).to.equal('a d');
    for (const at of [0, 3]) pool.setHealth(member(pool, at), false, 'gone');
    expect(names(pool, 1)).to.equal('b');
  });

  it('never picks an unusable backend, nor one that was tried when there is another, whatever the policy', () => {
    const step = fc.record({ at: fc.nat(7), what: fc.nat(9), flag: fc.boolean(), triedMask: fc.nat(255), count: fc.nat(80) });
    const members = fc.array(
      fc.record({
        weight: fc.nat(4),
        backup: fc.boolean(),
        priority: fc.nat(2),
        maxConnections: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    const panic = fc.constantFrom(0, 50);
    let picks = 0;
    fc.assert(
      fc.property(
        members,
        fc.constantFrom(...policyNames),
        panic,
        fc.array(step, { maxLength: 20 }),
        (all, policy, panicPercent, steps) => {
          const hash = { on: 'ip', fallback: 'least_time', balanceFactor: 1.2 } as const;
          const clock = new Clock();
          const pool = poolOf(all, { policy, panicPercent, hash, slowStartMs: 500 }, clock);
          const random = seeded(steps.length);
          const held: Backend[] = [];
          for (const { at, what, flag, triedMask, count } of steps) {
            clock.ms += 100;
            const backend = member(pool, at % all.length);
            if (what === 0) pool.setHealth(backend, flag, 'check');
            if (what === 1) pool.setMode(backend, flag ? 'draining' : 'ready', 'by hand');
            if (what === 2) pool.setMode(backend, flag ? 'maintenance' : 'ready', 'by hand');
            if (what === 3) pool.tell(backend, { mode: flag ? 'draining' : 'ready', percent: flag ? 0 : 50 });
            if (what === 4) pool.eject(backend, 'failures');
            if (what === 5) pool.uneject(backend, 'time');
            if (what === 6) pool.setCircuit(backend, flag ? 'open' : 'half_open', 'failures');
            if (what === 7) pool.setCircuit(backend, 'closed', 'trials passed');
            if (what === 8) for (const one of held.splice(0)) one.end(flag);
            const tried = pool.backends.filter((_, index) => flag && (triedMask & (1 << index)) !== 0);
            const may = pool.backends.filter((one) => one.mode === 'ready' && one.share > 0 && (one.answering || pool.inPanic));
            for (let request = 0; request < count; request += 1) {
              picks += 1;
              const pick = pool.pick({ key: () => String(random()) }, tried);
              if (pick.kind === 'none' && may.length > 0) throw new Error('somebody might have been picked');
              if (pick.kind === 'full' && !may.some((one) => one.full)) throw new Error('nobody is full');
              if (pick.kind !== 'backend') continue;
              expect(may).to.include(pick.backend);
              expect(pick.backend.full).to.equal(false);
              if (tried.includes(pick.backend)) {
                const sameTier = may.filter(
                  (one) => one.backup === pick.backend.backup && (one.backup || one.priority === pick.backend.priority),
                );
                expect(sameTier.every((one) => tried.includes(one) || one.full)).to.equal(true);
              }
              if (held.length < 10) {
                pick.backend.begin();
                held.push(pick.backend);
              }
            }
          }
        },
      ),
      { numRuns: 800 },
    );
    expect(picks).to.be.greaterThan(100_000);
  });
});

describe('states', () => {
  it('tells each flip once, with reason and time', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1), {}, clock);
    const flips: Flip[] = [];
    pool.onFlip((flip) => flips.push(flip));
    const a = member(pool, 0);
    clock.ms = 5_000;
    pool.setHealth(a, true, 'answered 200');
    pool.setHealth(a, false, '3 checks failed: connection refused');
    pool.setHealth(a, false, '4 checks failed: connection refused');
    clock.ms = 7_000;
    pool.setHealth(a, true, '2 checks passed');
    expect(flips.map(({ from, to, reason, at }) => `${at} ${from} > ${to}: ${reason}`)).to.deep.equal([
      '5000 healthy > unhealthy: 3 checks failed: connection refused',
      '7000 unhealthy > healthy: 2 checks passed',
    ]);
    expect(a.changedAt).to.equal(7_000);
  });

  it('shows maintenance before draining before unhealthy, each with its own reason', () => {
    const pool = poolOf(weights(1));
    const a = member(pool, 0);
    pool.setHealth(a, false, 'timeout');
    expect([a.state, a.reason]).to.deep.equal(['unhealthy', 'timeout']);
    pool.setMode(a, 'draining', 'new version');
    expect([a.state, a.reason]).to.deep.equal(['draining', 'new version']);
    pool.setMode(a, 'maintenance', 'new disk');
    expect([a.state, a.reason]).to.deep.equal(['maintenance', 'new disk']);
    pool.setMode(a, 'ready', 'done');
    expect([a.state, a.reason]).to.deep.equal(['unhealthy', 'timeout']);
    pool.setHealth(a, true, 'answered 200');
    expect([a.state, a.reason]).to.deep.equal(['healthy', 'answered 200']);
  });

  it('lets only the backend undo what it said, and lets an operator win', () => {
    const pool = poolOf(weights(1, 1));
    const a = member(pool, 0);
    pool.tell(a, { mode: 'draining', percent: 40 });
    pool.tell(a, { mode: undefined, percent: undefined });
    expect([a.state, a.percent]).to.deep.equal(['draining', 40]);
    pool.setMode(a, 'maintenance', 'by hand');
    pool.setMode(a, 'ready', 'by hand');
    expect([a.state, a.reason]).to.deep.equal(['draining', 'backend said draining']);
    pool.setMode(a, 'maintenance', 'by hand');
    pool.tell(a, { mode: 'ready', percent: 100 });
    expect([a.state, a.percent]).to.deep.equal(['maintenance', 100]);
    pool.setMode(a, 'ready', 'by hand');
    expect(a.state).to.equal('healthy');
  });

  it('follows the percentage that a backend asks for', () => {
    const pool = poolOf(weights(2, 2));
    pool.setWeightPercent(member(pool, 0), 25);
    expect(tally(names(pool, 100))).to.deep.equal({ a: 20, b: 80 });
    pool.setWeightPercent(member(pool, 0), 0);
    expect(tally(names(pool, 10))).to.deep.equal({ b: 10 });
  });

  it('limits a half-open backend to its trials', () => {
    const pool = poolOf(weights(1, 1));
    const a = member(pool, 0);
    pool.setCircuit(a, 'open', '60 % of 50 requests failed');
    expect([a.state, a.reason, names(pool, 2)]).to.deep.equal(['unhealthy', '60 % of 50 requests failed', 'b b']);
    pool.setCircuit(a, 'half_open', 'on trial', 1);
    expect(nameOf(pool.pick({}, [member(pool, 1)]))).to.equal('a');
    a.begin();
    expect(names(pool, 2)).to.equal('b b');
    pool.setCircuit(a, 'closed', 'trials passed');
    expect(tally(names(pool, 4))).to.deep.equal({ a: 2, b: 2 });
  });
});

describe('panic', () => {
  it('ignores health below the percentage, tells so, and never reaches maintenance or draining backends', () => {
    const pool = poolOf(weights(1, 1, 1, 1, 1), { panicPercent: 50 });
    const told: boolean[] = [];
    pool.onPanic((panicking) => told.push(panicking));
    const [a, b, c, d, e] = pool.backends as [Backend, Backend, Backend, Backend, Backend];
    pool.setMode(e, 'maintenance', 'by hand');
    for (const backend of [a, b]) pool.setHealth(backend, false, 'gone');
    expect([pool.inPanic, tally(names(pool, 4))]).to.deep.equal([false, { c: 2, d: 2 }]);
    pool.setHealth(c, false, 'gone');
    expect([pool.inPanic, tally(names(pool, 4))]).to.deep.equal([true, { a: 1, b: 1, c: 1, d: 1 }]);
    pool.setHealth(d, false, 'gone');
    expect(tally(names(pool, 4))).to.deep.equal({ a: 1, b: 1, c: 1, d: 1 });
    for (const backend of [a, b]) pool.setHealth(backend, true, 'back');
    expect([pool.inPanic, tally(names(pool, 4))]).to.deep.equal([false, { a: 2, b: 2 }]);
    expect(told).to.deep.equal([true, false]);
  });

  it('does not keep traffic from healthy backups', () => {
    const pool = poolOf([{}, {}, { backup: true }], { panicPercent: 50 });
    for (const at of [0, 1]) pool.setHealth(member(pool, at), false, 'gone');
    expect([pool.inPanic, names(pool, 2)]).to.deep.equal([false, 'c c']);
    pool.setHealth(member(pool, 2), false, 'gone');
    expect([pool.inPanic, names(pool, 2)]).to.deep.equal([true, 'a b']);
  });
});

describe('slow start', () => {
  it('lets the share of a recovered backend grow from 10 % to all of it', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1), { slowStartMs: 30_000 }, clock);
    const a = member(pool, 0);
    pool.setHealth(a, false, 'gone');
    pool.setHealth(a, true, 'back');
    const shares: number[] = [];
    for (let second = 0; second <= 30; second += 10) {
      names(pool, 1);
      shares.push(a.ramp);
      clock.ms += 10_000;
    }
    expect(shares).to.deep.equal([10, 40, 70, 100]);
    expect(tally(names(pool, 100))).to.deep.equal({ a: 50, b: 50 });
  });

  it('gives a backend its current share of the picks while it grows', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1), { slowStartMs: 10_000 }, clock);
    pool.setMode(member(pool, 0), 'maintenance', 'by hand');
    pool.setMode(member(pool, 0), 'ready', 'by hand');
    expect(tally(names(pool, 110))).to.deep.equal({ a: 10, b: 100 });
    clock.ms += 10_000 / 9;
    expect(tally(names(pool, 120)).a).to.be.closeTo(20, 1);
  });

  it('goes on where it was in a pool that takes its place, whether or not anybody was picked', () => {
    const clock = new Clock();
    const pool = poolOf(weights(1, 1), { slowStartMs: 30_000 }, clock);
    pool.setHealth(member(pool, 0), false, 'gone');
    pool.setHealth(member(pool, 0), true, 'back');
    let last = pool;
    for (let second = 0; second < 15; second += 0.1) {
      const heirs = last.backends.map((backend) => backend.succeededBy(backend));
      last = new Pool('mango', heirs, pool.settings, pool.context);
      clock.ms += 100;
    }
    last.advance();
    expect(member(last, 0).ramp).to.equal(55);
  });

  it('never holds at process start', () => {
    const pool = poolOf(weights(1, 1), { slowStartMs: 30_000 });
    pool.assume(member(pool, 0), false, 'not checked yet');
    expect(names(pool, 2)).to.equal('b b');
    pool.setHealth(member(pool, 0), true, 'answered 200');
    expect(tally(names(pool, 10))).to.deep.equal({ a: 5, b: 5 });
  });
});

describe('sticky clients', () => {
  const sticky = { secret: 'mango' };
  const cookie = (pool: ReturnType<typeof poolOf>, at: number) => pool.stickyValue(member(pool, at)) ?? '';

  it('come back to their backend, also at weight 0 and while it drains', () => {
    const pool = poolOf(weights(1, 0, 1), { sticky });
    const again = (at: number) => nameOf(pool.pick({ sticky: [cookie(pool, at)] }, []));
    expect([again(1), again(2), again(1)].join(' ')).to.equal('b c b');
    pool.setMode(member(pool, 2), 'draining', 'by hand');
    expect(again(2)).to.equal('c');
    expect(names(pool, 2)).to.equal('a a');
  });

  it('go elsewhere when it is down, in maintenance, full or tried, and when the cookie is not ours', () => {
    const pool = poolOf([{}, { maxConnections: 1 }], { sticky });
    const b = member(pool, 1);
    const again = (tried: Backend[] = []) => nameOf(pool.pick({ sticky: [cookie(pool, 1)] }, tried));
    expect(again([b])).to.equal('a');
    pool.setHealth(b, false, 'gone');
    expect(again()).to.equal('a');
    pool.setHealth(b, true, 'back');
    pool.setMode(b, 'maintenance', 'by hand');
    expect(again()).to.equal('a');
    pool.setMode(b, 'ready', 'by hand');
    expect(again()).to.equal('b');
    b.begin();
    expect(again()).to.equal('a');
    for (const forged of ['', 'b', '10.0.0.1:2', `${cookie(pool, 1).slice(0, -1)}*`, 'ü'.repeat(22)]) {
      expect(nameOf(pool.pick({ sticky: [forged] }, [b]))).to.equal('a');
    }
  });

  it('may bring several cookies, of which the first counts that leads to somebody who may serve', () => {
    const pool = poolOf(weights(1, 1, 1), { sticky });
    const stale = 'A'.repeat(22);
    const again = (...values: string[]) => nameOf(pool.pick({ sticky: values }, []));
    expect(again(stale, cookie(pool, 2))).to.equal('c');
    expect(again(cookie(pool, 2), stale)).to.equal('c');
    expect(again(cookie(pool, 1), cookie(pool, 2))).to.equal('b');
    pool.setHealth(member(pool, 1), false, 'gone');
    expect(again(cookie(pool, 1), cookie(pool, 2))).to.equal('c');
    expect(again(stale, cookie(pool, 1))).to.equal('a');
    expect(nameOf(pool.pick({ sticky: [] }, []))).to.equal('c');
  });

  it('carry a value that depends on the secret and on the address alone', () => {
    const one = poolOf(weights(1, 1), { sticky });
    const same = poolOf([{ name: 'Kesar' }, { weight: 7 }], { sticky });
    const other = poolOf(weights(1, 1), { sticky: { secret: 'apple' } });
    expect(cookie(one, 0)).to.match(/^[\w-]{22}$/);
    expect(cookie(same, 0)).to.equal(cookie(one, 0));
    expect(new Set([cookie(one, 0), cookie(one, 1), cookie(other, 0)]).size).to.equal(3);
    expect(poolOf(weights(1)).stickyValue(member(one, 0))).to.equal(undefined);
  });
});

describe('a backend', () => {
  const settings = { name: 'Alphonso', host: '::1', port: 8081, weight: 1 };

  it('is known by its address, IPv6 in brackets', () => {
    expect(new Backend(settings).address).to.equal('[::1]:8081');
    expect(new Backend({ ...settings, host: 'localhost' }).id).to.equal('localhost:8081');
  });

  it('counts past 32 bits', () => {
    const backend = new Backend(settings);
    backend.slots.fill(-1, 2, 3);
    backend.begin();
    backend.end(true);
    backend.begin();
    backend.end(false);
    expect([backend.totals, backend.inFlight]).to.deep.equal([{ requests: 2 ** 32 + 1, failures: 1 }, 0]);
  });

  it('keeps counters and state when it is built anew over the same slots', () => {
    const pool = poolOf(weights(1));
    const old = member(pool, 0);
    old.begin();
    pool.setHealth(old, false, 'gone');
    pool.setWeightPercent(old, 30);
    const next = new Backend({ ...settings, weight: 3 }, old.slots);
    expect([next.inFlight, next.state, next.percent, next.share]).to.deep.equal([1, 'unhealthy', 30, 9_000]);
  });

  describe('a backend with a half-open circuit', () => {
    function onTrial(maxConnections?: number) {
      const pool = poolOf([maxConnections === undefined ? {} : { maxConnections }]);
      const backend = member(pool, 0);
      for (let stream = 0; stream < 3; stream += 1) backend.begin();
      pool.setCircuit(backend, 'open', 'ill');
      pool.setCircuit(backend, 'half_open', 'trials', 2);
      const begin = () => {
        backend.begin();
        return backend.trial;
      };
      return { pool, backend, begin, pick: () => nameOf(pool.pick({}, [])) };
    }

    it('takes so many trials at a time, whatever has begun before', () => {
      const { backend, begin, pick } = onTrial();
      const trials = [begin(), pick(), begin(), pick()];
      expect(trials[1]).to.equal('a');
      expect(trials[3]).to.equal('full');
      backend.end(true);
      expect(pick()).to.equal('full');
      backend.endTrial(Number(trials[0]));
      expect(pick()).to.equal('a');
    });

    it('takes no more than it may serve', () => {
      const { backend, begin, pick } = onTrial(4);
      expect([begin(), pick()]).to.deep.equal([backend.trial, 'full']);
      backend.end(true);
      expect(pick()).to.equal('a');
    });

    it('is not moved by what began in another phase', () => {
      const { pool, backend, begin, pick } = onTrial();
      const before = begin();
      pool.setCircuit(backend, 'open', 'ill');
      pool.setCircuit(backend, 'half_open', 'trials', 1);
      begin();
      backend.endTrial(before);
      backend.endTrial(0);
      expect(pick()).to.equal('full');
    });

    it('is as before once it is closed', () => {
      const { pool, backend, begin, pick } = onTrial();
      for (let trial = 0; trial < 2; trial += 1) begin();
      pool.setCircuit(backend, 'closed', 'well');
      expect([pick(), backend.trial]).to.deep.equal(['a', 0]);
    });
  });

  it('chooses for a shadow without moving the turns of others', () => {
    const pool = poolOf([{}, { maxConnections: 2 }]);
    const shadow = member(pool, 1).shadow();
    expect(shadow.maxConnections).to.equal(2);
    pool.setCircuit(member(pool, 1), 'half_open', 'trials', 1);
    member(pool, 1).shadow();
    expect(member(pool, 1).trial).not.to.equal(0);
    member(pool, 1).begin();
    expect([member(pool, 1).full, shadow.inFlight]).to.deep.equal([true, 1]);
  });
});
