import { scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { PasswordHash } from '../../src/config/password-hash';
import { type PasswordCheck, PasswordChecks } from '../../src/middleware/password-checks';

const parameters = { cost: 2 ** 10, blockSize: 8, parallelization: 1 } as const;

function hashOf(password: string, salt = 'a salt of 16 byt'): PasswordHash {
  return { ...parameters, salt: Buffer.from(salt), key: scryptSync(password, salt, 32, parameters) };
}

const sesame = hashOf('sesame');
const alice = { user: 'alice', password: 'sesame' };

function pending(check: true | PasswordCheck | undefined): PasswordCheck {
  if (check === undefined || check === true) throw new Error(`not a check but ${check}`);
  return check;
}

describe('checks of passwords', () => {
  it('tell a right password from a wrong one', async () => {
    const checks = new PasswordChecks();
    expect(await pending(checks.check(alice, sesame)).verdict).to.equal(true);
    expect(await pending(checks.check({ ...alice, password: 'sesam' }, sesame)).verdict).to.equal(false);
  });

  it('remember a right password, for this user and this hash only, and not for ever', async () => {
    let now = 0;
    const checks = new PasswordChecks({ rememberedMs: 1000 }, () => now);
    await pending(checks.check(alice, sesame)).verdict;
    now = 999;
    expect(checks.check(alice, sesame)).to.equal(true);
    expect(checks.check({ ...alice, user: 'bob' }, sesame)).not.to.equal(true);
    expect(checks.check(alice, hashOf('sesame', 'another salt 16b'))).not.to.equal(true);
    now = 1000;
    expect(checks.check(alice, sesame)).not.to.equal(true);
  });

  it('never remember a wrong one', async () => {
    const checks = new PasswordChecks();
    const wrong = { ...alice, password: 'sesam' };
    await pending(checks.check(wrong, sesame)).verdict;
    expect(await pending(checks.check(wrong, sesame)).verdict).to.equal(false);
  });

  it('remember so many and no more, the oldest goes first', async () => {
    const checks = new PasswordChecks({ remembered: 2 });
    const users = ['one', 'two', 'three'].map((user) => ({ ...alice, user }));
    for (const user of users) await pending(checks.check(user, sesame)).verdict;
    expect(users.map((user) => checks.check(user, sesame) === true)).to.deep.equal([false, true, true]);
  });

  it('let so many wait and turn the rest away', async () => {
    const checks = new PasswordChecks({ atOnce: 1, waiting: 2 });
    const guesses = [1, 2, 3, 4].map((guess) => checks.check({ ...alice, password: `${guess}` }, sesame));
    expect(guesses.map((guess) => guess === undefined)).to.deep.equal([false, false, false, true]);
    await Promise.all(guesses.slice(0, 3).map((guess) => pending(guess).verdict));
    expect(await pending(checks.check(alice, sesame)).verdict).to.equal(true);
  });

  it('answer the same question of several once', async () => {
    const checks = new PasswordChecks({ atOnce: 1, waiting: 0 });
    const [first, second] = [pending(checks.check(alice, sesame)), pending(checks.check(alice, sesame))];
    expect(second.verdict).to.equal(first.verdict);
    expect(await first.verdict).to.equal(true);
  });

  it('give up what waits when the last one who asked has left', async () => {
    const checks = new PasswordChecks({ atOnce: 1, waiting: 1 });
    const running = pending(checks.check(alice, sesame));
    const guess = { ...alice, password: 'guess' };
    const [one, another] = [pending(checks.check(guess, sesame)), pending(checks.check(guess, sesame))];
    one.abandon();
    expect(checks.check({ ...alice, password: 'other' }, sesame)).to.equal(undefined);
    another.abandon();
    expect(checks.check({ ...alice, password: 'other' }, sesame)).not.to.equal(undefined);
    await running.verdict;
  });
});
