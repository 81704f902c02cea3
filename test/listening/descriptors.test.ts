import { describe, it } from 'node:test';
import { expect } from 'chai';
import { listeningSockets, roomForClients, roomForCopies, roomForKept, roomForStatus } from '../../src/listening/descriptors';

describe('room for clients', () => {
  for (const [limit, room] of [
    [64, 16],
    [1024, 493],
    [4096, 3033],
    [20_000, 18_937],
  ] as const)
    it(`of ${limit} descriptors they may have ${room}`, () => {
      expect(roomForClients(limit)).to.equal(room);
    });

  it('is at least one, however few descriptors there are', () => {
    for (let limit = 0; limit < 100; limit += 1) expect(roomForClients(limit)).to.be.at.least(1);
  });
});

describe('room for the status API, for kept connections and for copies', () => {
  for (const [limit, status, kept, copies] of [
    [0, 4, 1, 1],
    [64, 4, 16, 2],
    [1024, 64, 492, 61],
    [20_000, 1250, 9980, 1247],
  ] as const)
    it(`of ${limit} descriptors they may have ${status}, ${kept} and ${copies}`, () => {
      expect([roomForStatus(limit), roomForKept(limit), roomForCopies(limit)]).to.deep.equal([status, kept, copies]);
    });
});

describe('sockets that listen', () => {
  for (const [limit, count] of [
    [64, 1],
    [255, 1],
    [256, 2],
    [1024, 8],
    [Number.POSITIVE_INFINITY, 8],
  ] as const)
    it(`with ${limit} descriptors there are ${count}`, () => {
      expect(listeningSockets(limit)).to.equal(count);
    });
});
