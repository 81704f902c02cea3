import { it } from 'node:test';
import { expect } from 'chai';
import { networkOf } from '../../src/net/network-of';

const networks: Readonly<Record<string, string>> = {
  '192.0.2.1': '192.0.2.1',
  '::ffff:192.0.2.1': '192.0.2.1',
  '::ffff:c000:201': '192.0.2.1',
  '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
  '2001:0DB8:0001:2::': '2001:db8:1:2::/64',
  '2001:db8::1': '2001:db8:0:0::/64',
  '2001:db8::1:2:3:4:5': '2001:db8:0:1::/64',
  'fe80::1%eth0': 'fe80:0:0:0::/64',
  '::1': '0:0:0:0::/64',
  '::': '0:0:0:0::/64',
  '1::': '1:0:0:0::/64',
  '64:ff9b::192.0.2.1': '64:ff9b:0:0::/64',
  '1:2:3:4:5:6:192.0.2.1': '1:2:3:4::/64',
  '0:0:0:0:0:ffff:192.0.2.1': '192.0.2.1',
  '2001:db8:1:2:3:4:5::': '2001:db8:1:2::/64',
  '2001:db8::%eth0': '2001:db8:0:0::/64',
  '': '',
  unknown: 'unknown',
};

for (const [address, network] of Object.entries(networks))
  it(`the network of "${address}" is "${network}"`, () => {
    expect(networkOf(address)).to.equal(network);
  });
