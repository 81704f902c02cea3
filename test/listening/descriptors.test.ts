import { describe, it } from 'node:test';
import { expect } from 'chai';
import { roomForClients } from '../../src/listening/descriptors';

describe('room for clients', () => {
  for (const [limit, room] of [
    [64, 16],
    [1024, 496],
    [4096, 3040],
    [20_000, 18_944],
  ] as const)
    it(`of ${limit} descriptors they may have ${room}`, () => {
      expect(roomForClients(limit)).to.equal(room);
    });

  it('is at least one, however few descriptors there are', () => {
    for (let limit = 0; limit < 100; limit += 1) expect(roomForClients(limit)).to.be.at.least(1);
  });
});
