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

  it('of one address holds no neighbour of it', () => {
    for (const [address, ...neighbours] of [
      ['10.1.2.3', '10.1.2.2', '10.1.2.4', '11.1.2.3', '::a01:203'],
      ['2001:db8::7', '2001:db8::6', '2001:db8::1:7', '2001:db8::8', '3001:db8::7'],
      ['::ffff:10.1.2.3', '::ffff:10.1.2.2', '10.1.2.2', '::fffe:10.1.2.3'],
    ] as const) {
      const list = new AddressList([address]);
      expect([address, ...neighbours].filter((one) => list.has(one))).to.deep.equal([address]);
    }
  });

  it('has the prefix that is written, in each of its bits', () => {
    expect(new AddressList(['192.0.2.128/25']).has('192.0.2.127')).to.equal(false);
    expect(new AddressList(['192.0.2.128/25']).has('192.0.2.128')).to.equal(true);
    expect(new AddressList(['2001:db8::/127']).has('2001:db8::1')).to.equal(true);
    expect(new AddressList(['2001:db8::/127']).has('2001:db8::2')).to.equal(false);
    expect(new AddressList(['::/0']).has('10.1.2.3')).to.equal(false);
    expect(new AddressList(['0.0.0.0/0']).has('2001:db8::1')).to.equal(false);
    expect(new AddressList(['::ffff:0:0/96']).has('10.1.2.3')).to.equal(true);
    expect(new AddressList([]).has('10.1.2.3')).to.equal(false);
    expect(new AddressList(['10.0.0.0/8']).has('mango')).to.equal(false);
  });

  it('holds the same addresses in each of its spellings', () => {
    for (const [written, text] of spellings)
      for (const address of ['10.1.2.3', '10.200.0.1', '255.1.1.1', '2001:db8::1', '2001:db8:9000::1', '::1', '::ffff:10.1.2.3'])
        if (text !== undefined) expect(new AddressList([written]).has(address)).to.equal(new AddressList([text]).has(address));
  });
});
