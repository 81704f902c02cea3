import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { isAmong } from '../../src/listening/handed-in';

const at = (address: string, port = 8080) => ({ address, port, family: '' }) as AddressInfo;

describe('sockets that were handed in', () => {
  for (const [host, addresses, port, among] of [
    ['127.0.0.1', ['127.0.0.1'], 8080, true],
    ['127.0.0.1', ['127.0.0.1'], 8081, false],
    ['127.0.0.1', ['::1', '127.0.0.1'], 8080, true],
    ['127.0.0.1', ['0.0.0.0'], 8080, false],
    ['FE80::1', ['fe80::1'], 8080, true],
    ['LocalHost', ['127.0.0.53'], 8080, true],
    ['LOCALHOST', ['::1'], 8080, true],
    ['localhost', ['::1'], 8080, true],
    ['localhost', ['::2', '10.127.0.1'], 8080, false],
    ['mango.com', ['127.0.0.1'], 8080, false],
    [undefined, ['::'], 8080, true],
    [undefined, ['0.0.0.0'], 8080, true],
    [undefined, ['127.0.0.1'], 8080, false],
    ['0.0.0.0', ['::'], 8080, true],
    ['::', ['0.0.0.0'], 8080, true],
    ['::', ['::1'], 8080, false],
    ['::', [], 8080, false],
  ] as const)
    it(`are ${among ? '' : 'not '}where the config says: ${host} in ${addresses.join()} at ${port}`, () => {
      expect(
        isAmong(
          addresses.map((address) => at(address)),
          { host, port } as Parameters<typeof isAmong>[1],
        ),
      ).to.equal(among);
    });
});
