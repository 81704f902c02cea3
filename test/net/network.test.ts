import { describe, it } from 'node:test';
import { expect } from 'chai';
import { AddressList } from '../../src/net/addresses';
import { networkText, parseNetwork } from '../../src/net/network';

const spellings: readonly (readonly [written: string, text: string | undefined])[] = [
  ['10.1.2.3', '10.1.2.3'],
  ['10.1.2.3/32', '10.1.2.3'],
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['10.255.255.255/9', '10.128.0.0/9'],
  ['255.255.255.255/0', '0.0.0.0/0'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['::FFFF:10.1.2.3/104', '10.0.0.0/8'],
  ['::ffff:0:0/95', '::fffe:0:0/95'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['2001:db8::1/128', '2001:db8::1'],
  ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::1/0', '::/0'],
  ['mango.com', undefined],
];

describe('a network', () => {
  for (const [written, text] of spellings)
    it(`${written} is ${text ?? 'none'}`, () => {
      const network = parseNetwork(written);
      expect(network && networkText(network)).to.equal(text);
    });

  it('holds the same addresses in each of its spellings', () => {
    for (const [written, text] of spellings)
      for (const address of ['10.1.2.3', '10.200.0.1', '255.1.1.1', '2001:db8::1', '2001:db8:9000::1', '::1', '::ffff:10.1.2.3'])
        if (text !== undefined) expect(new AddressList([written]).has(address)).to.equal(new AddressList([text]).has(address));
  });
});
