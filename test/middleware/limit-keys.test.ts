import { describe, it } from 'node:test';
import { expect } from 'chai';
import { limitKeys } from '../../src/middleware/limit-keys';
import type { RequestView } from '../../src/middleware/request-view';

const ip = '192.0.2.7';

/** Under how many keys a request is counted that has these values, the spelled ones those of all spellings of the name. */
function keys(kind: 'header' | 'cookie', values: readonly string[], spelled: readonly string[] = values): readonly string[] {
  const request = { ip, values: () => values, spelledValues: () => spelled } as unknown as RequestView;
  return limitKeys({ kind, name: 'X-User' } as Parameters<typeof limitKeys>[0], request);
}

const cookie = (...lines: string[]) =>
  keys(
    'cookie',
    lines.map((line) => `X-User=${line}`),
  );
const [alice, bob, carol] = ['alice', 'bob', 'carol'].map((name) => keys('header', [name])[0]);

describe('a request is counted', () => {
  it('under the address of its client, where nothing else is asked for, or nothing is there', () => {
    const address = ['address:192.0.2.7'];
    expect(limitKeys({ kind: 'address' } as Parameters<typeof limitKeys>[0], { ip } as RequestView)).to.deep.equal(address);
    expect(keys('header', [])).to.deep.equal(address);
    expect(keys('header', [''])).to.deep.equal(address);
    expect(keys('cookie', [])).to.deep.equal(address);
  });

  it('under what it says, not in clear', () => {
    expect(alice).to.match(/^header:[\w-]{22}$/);
    expect(new Set([alice, bob, carol]).size).to.equal(3);
    expect(keys('header', ['alice', 'bob', 'alice'])).to.deep.equal([alice]);
  });

  it('under the first and the last that it says', () => {
    expect(keys('header', ['alice', 'carol', 'bob'])).to.deep.equal([alice, bob]);
    expect(keys('header', ['alice', ''])).to.deep.equal([alice, 'address:192.0.2.7']);
  });

  it('under those of all spellings, each once', () => {
    expect(keys('header', ['alice'], ['bob', 'alice', 'carol'])).to.deep.equal([alice, bob, carol]);
    expect(keys('header', ['alice'], ['alice', 'bob'])).to.deep.equal([alice, bob]);
    expect(keys('header', ['alice', 'carol'], ['bob', 'alice', 'carol'])).to.deep.equal([alice, carol, bob]);
    expect(keys('header', [], ['bob'])).to.deep.equal(['address:192.0.2.7', bob]);
  });

  it('under what backends make of a cookie: without its quotes, and decoded', () => {
    const plain = cookie('alice');
    expect(plain[0]).to.match(/^cookie:/);
    for (const spelling of ['"alice"', 'al%69ce', '"al%69ce"', '"%61lice"']) expect(cookie(spelling), spelling).to.deep.equal(plain);
    for (const other of ['"alice', 'alice"', 'xalicex', '"alicex', 'xalice"', 'al%69c', 'alice%'])
      expect(cookie(other), other).not.to.deep.equal(plain);
    expect(cookie('"alice')).not.to.deep.equal(cookie('xalicex'));
    expect(cookie('xalice"')).not.to.deep.equal(plain);
    expect(cookie('%zz')).to.deep.equal(cookie('"%zz"'));
  });
});
