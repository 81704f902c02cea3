import { scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { hashPassword, parsePasswordHash } from '../../src/config/password-hash';

const salt = 'AAAAAAAAAAAAAAAAAAAAAA';
const key = 'AAAAAAAAAAAAAAAAAAAAAA';

describe('hashes of passwords', () => {
  it('are read as they were made', async () => {
    const parsed = parsePasswordHash(await hashPassword('çà va'));
    if (parsed === undefined) throw new Error('it is none');
    const { cost, blockSize, parallelization } = parsed;
    expect([cost, blockSize, parallelization, parsed.salt.length, parsed.key.length]).to.deep.equal([32768, 8, 1, 16, 32]);
    const made = scryptSync('çà va'.normalize('NFC'), parsed.salt, 32, { cost, blockSize, parallelization, maxmem: 2 ** 26 });
    expect(made.equals(parsed.key)).to.equal(true);
  });

  it('have a salt of their own each', async () => {
    expect(await hashPassword('sesame')).not.to.equal(await hashPassword('sesame'));
  });

  const cases: readonly (readonly [text: string, fits: boolean])[] = [
    [`$scrypt$ln=10,r=8,p=1$${salt}$${key}`, true],
    [`$scrypt$ln=16,r=8,p=1$${salt}$${key}`, true],
    [`$scrypt$ln=15,r=8,p=4$${salt}$${key}`, true],
    [`$scrypt$ln=15,r=8,p=5$${salt}$${key}`, false],
    [`$scrypt$ln=17,r=8,p=1$${salt}$${key}`, false],
    [`$scrypt$ln=99,r=1,p=1$${salt}$${key}`, false],
    [`$scrypt$ln=9,r=8,p=1$${salt}$${key}`, false],
    [`$scrypt$ln=10,r=0,p=1$${salt}$${key}`, false],
    [`$scrypt$ln=10,r=8,p=0$${salt}$${key}`, false],
    [`$scrypt$ln=10,r=8,p=1$AAAA$${key}`, false],
    [`$scrypt$ln=10,r=8,p=1$${salt}$AAAA`, false],
    [`$scrypt$ln=10,r=8,p=1$${salt}$${'A'.repeat(400)}`, false],
    [`$scrypt$ln=10,r=8,p=1$${salt}==$${key}`, false],
    [`$scrypt$ln=10,r=8,p=1$${salt.slice(0, -1)}B$${key}`, false],
    [`$argon2id$v=19$m=65536,t=3,p=4$${salt}$${key}`, false],
    ['sesame', false],
    ['', false],
  ];
  for (const [text, fits] of cases)
    it(`${JSON.stringify(text.slice(0, 50))} ${fits ? 'is one' : 'is none'}`, () => {
      expect(parsePasswordHash(text) !== undefined).to.equal(fits);
    });
});
