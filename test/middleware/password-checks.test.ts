import { scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { systemClock } from '../../src/clock';
import type { PasswordHash } from '../../src/config/password-hash';
import { type PasswordCheck, PasswordChecks } from '../../src/middleware/password-checks';

const parameters = { cost: 2 ** 10, blockSize: 8, parallelization: 1 } as const;

function hashOf(password: string, salt = 'a salt of 16 byt'): PasswordHash {
  return { ...parameters, salt: Buffer.from(salt), key: scryptSync(password, salt, 32, parameters) };
}

const here = '192.0.2.1';
const there = '198.51.100.7';
const sesame = hashOf('sesame');
const alice = { user: 'alice', password: 'sesame' };

function pending(check: true | PasswordCheck | undefined): PasswordCheck {
  if (check === undefined || check === true) throw new Error(`not a check but ${check}`);
  return check;
}

describe('checks of passwords', () => {
  it('tell a right password from a wrong one', async () => {
    const checks = new PasswordChecks(systemClock.now);
    expect(await pending(checks.check(alice, sesame, here)).verdict).to.equal(true);
    expect(await pending(checks.check({ ...alice, password: 'sesam' }, sesame, here)).verdict).to.equal(false);
  });

  it('remember a right password, for this user and this hash only, and not for ever once it is not used', async () => {
    let now = 0;
    const checks = new PasswordChecks(() => now, { rememberedMs: 1000 });
    await pending(checks.check(alice, sesame, here)).verdict;
    now = 999;
    expect(checks.check(alice, sesame, here)).to.equal(true);
    expect(checks.check({ ...alice, user: 'bob' }, sesame, here)).not.to.equal(true);
    expect(checks.check(alice, hashOf('sesame', 'another salt 16b'), here)).not.to.equal(true);
    now = 1999;
    expect(checks.check(alice, sesame, here)).not.to.equal(true);
  });

  it('go on remembering one that is used', async () => {
    let now = 0;
    const checks = new PasswordChecks(() => now, { rememberedMs: 1000 });
    await pending(checks.check(alice, sesame, here)).verdict;
    for (now = 900; now < 10_000; now += 900) expect(checks.check(alice, sesame, here)).to.equal(true);
    now += 1000;
    expect(checks.check(alice, sesame, here)).not.to.equal(true);
  });

  it('forget the one that was used longest ago first', async () => {
    const checks = new PasswordChecks(systemClock.now, { remembered: 2 });
    const users = ['one', 'two', 'three'].map((user) => ({ ...alice, user }));
    const [first = alice] = users;
    for (const user of users) {
      await pending(checks.check(user, sesame, here)).verdict;
      checks.check(first, sesame, here);
    }
    expect(users.map((user) => checks.check(user, sesame, here) === true)).to.deep.equal([true, false, true]);
  });

  it('take one that was right lately before all others, and known addresses and strangers in turn', async () => {
    let now = 0;
    const checks = new PasswordChecks(() => now, { atOnce: 1, rememberedMs: 1000, provenMs: 10_000 });
    await pending(checks.check(alice, sesame, here)).verdict;
    now = 1000;
    const done: string[] = [];
    const ask = (name: string, address: string, user = name, password = 'guess') =>
      pending(checks.check({ user, password }, sesame, address)).verdict.then(() => done.push(name));
    const all = [
      ...['running', 'stranger 1', 'stranger 2'].map((name) => ask(name, there)),
      ...['known 1', 'known 2'].map((name) => ask(name, here)),
      ask('proven', '203.0.113.1', 'alice', 'sesame'),
    ];
    await Promise.all(all);
    expect(done).to.have.length(6);
    expect(done.slice(0, 2)).to.deep.equal(['running', 'proven']);
    expect(
      done
        .slice(2, 4)
        .map((name) => name.split(' ')[0])
        .toSorted(),
    ).to.deep.equal(['known', 'stranger']);
  });

  it('keep a full line open for those who have nothing in it', async () => {
    const checks = new PasswordChecks(systemClock.now, { atOnce: 1, waiting: 4 });
    const guesses = [1, 2, 3, 4, 5].map((guess) => pending(checks.check({ ...alice, password: `${guess}` }, sesame, there)));
    const ends = guesses.map(({ verdict }) => verdict.then(String, ({ reason }) => reason));
    expect(checks.check({ ...alice, password: '6' }, sesame, there)).to.equal(undefined);
    expect(await pending(checks.check(alice, sesame, here)).verdict).to.equal(true);
    expect(await Promise.all(ends)).to.deep.equal(['false', 'false', 'false', 'false', 'auth_unavailable']);
  });

  it('never remember a wrong one', async () => {
    const checks = new PasswordChecks(systemClock.now);
    const wrong = { ...alice, password: 'sesam' };
    await pending(checks.check(wrong, sesame, here)).verdict;
    expect(await pending(checks.check(wrong, sesame, here)).verdict).to.equal(false);
  });

  it('remember so many and no more, the oldest goes first', async () => {
    const checks = new PasswordChecks(systemClock.now, { remembered: 2 });
    const users = ['one', 'two', 'three'].map((user) => ({ ...alice, user }));
    for (const user of users) await pending(checks.check(user, sesame, here)).verdict;
    expect(users.map((user) => checks.check(user, sesame, here) === true)).to.deep.equal([false, true, true]);
  });

  it('let so many wait and turn the rest away', async () => {
    const checks = new PasswordChecks(systemClock.now, { atOnce: 1, waiting: 2 });
    const guesses = [1, 2, 3, 4].map((guess) => checks.check({ ...alice, password: `${guess}` }, sesame, here));
    expect(guesses.map((guess) => guess === undefined)).to.deep.equal([false, false, false, true]);
    await Promise.all(guesses.slice(0, 3).map((guess) => pending(guess).verdict));
    expect(await pending(checks.check(alice, sesame, here)).verdict).to.equal(true);
  });

  it('answer the same question of several once', async () => {
    const checks = new PasswordChecks(systemClock.now, { atOnce: 1, waiting: 0 });
    const [first, second] = [pending(checks.check(alice, sesame, here)), pending(checks.check(alice, sesame, here))];
    expect(second.verdict).to.equal(first.verdict);
    expect(await first.verdict).to.equal(true);
  });

  it('give up what waits when the last one who asked has left', async () => {
    const checks = new PasswordChecks(systemClock.now, { atOnce: 1, waiting: 1 });
    const running = pending(checks.check(alice, sesame, here));
    const guess = { ...alice, password: 'guess' };
    const [one, another] = [pending(checks.check(guess, sesame, here)), pending(checks.check(guess, sesame, here))];
    one.abandon();
    expect(checks.check({ ...alice, password: 'other' }, sesame, here)).to.equal(undefined);
    another.abandon();
    expect(checks.check({ ...alice, password: 'other' }, sesame, here)).not.to.equal(undefined);
    await running.verdict;
  });
});
