import { describe, it } from 'node:test';
import { expect } from 'chai';
import { reaches } from '../../src/config/local-addresses';

/** The host of a server, where Mangrove listens, and whether the one leads to the other; undefined is every address. */
const ways: readonly (readonly [host: string, listen: string | undefined, reaches: boolean])[] = [
  ['127.0.0.1', undefined, true],
  ['127.9.9.9', undefined, true],
  ['::1', undefined, true],
  ['localhost', undefined, true],
  ['LOCALHOST.', undefined, true],
  ['0.0.0.0', undefined, true],
  ['::', undefined, true],
  ['10.0.0.1', undefined, false],
  ['127.0.0.1.mango.com', undefined, false],
  ['kesar', undefined, false],
  ['127.0.0.1', '0.0.0.0', true],
  ['127.9.9.9', '0.0.0.0', true],
  ['::1', '0.0.0.0', false],
  ['localhost', '0.0.0.0', true],
  ['::', '0.0.0.0', true],
  ['127.0.0.1', '::', true],
  ['127.0.0.1', '127.0.0.1', true],
  ['127.0.0.2', '127.0.0.1', false],
  ['localhost', '127.0.0.1', true],
  ['localhost', '::1', true],
  ['::1', '127.0.0.1', false],
  ['0.0.0.0', '::1', false],
  ['0:0:0:0:0:0:0:1', '::1', true],
  ['Kesar', 'kesar', true],
  ['kesar', 'alphonso', false],
];

describe('whether a server is who listens here', () => {
  for (const [host, listen, isSame] of ways)
    it(`${host}, at ${listen ?? 'every address'}`, () => void expect(reaches(host, listen)).to.equal(isSame));
});
