import { describe, it } from 'node:test';
import { expect } from 'chai';
import { patienceAfter } from '../../src/listening/patience';

const limits = { limitMs: 60_000, bytesPerSecond: 240 };
const anyByte = { limitMs: 60_000, bytesPerSecond: Number.POSITIVE_INFINITY };

/** How many seconds a client lasts that moves so many bytes each second; at most an hour. */
function lasts(bytesOf: (second: number) => number, one = limits): number {
  let left = one.limitMs;
  let second = 0;
  for (; left > 0 && second < 3600; second += 1) left = patienceAfter(left, 1000, bytesOf(second), one);
  return second;
}

describe('patience', () => {
  it('ends with the limit when nothing moves', () => {
    expect(lasts(() => 0)).to.equal(60);
    expect(lasts(() => 0, anyByte)).to.equal(60);
  });

  it('never ends at the slowest pace, nor above it', () => {
    expect(lasts(() => 240)).to.equal(3600);
    expect(lasts((second) => (second % 50 === 0 ? 50 * 240 : 0))).to.equal(3600);
  });

  it('ends below it, however steadily something moves', () => {
    expect(lasts(() => 120)).to.equal(120);
    expect(lasts(() => 1)).to.be.within(60, 61);
  });

  it('is never more than the limit, whatever was sent before', () => {
    expect(lasts((second) => (second === 0 ? 1_000_000 : 0))).to.equal(61);
  });

  it('without a pace is restored by any byte', () => {
    expect(lasts((second) => (second % 59 === 58 ? 1 : 0), anyByte)).to.equal(3600);
    expect(lasts((second) => (second % 61 === 60 ? 1 : 0), anyByte)).to.equal(60);
  });

  it('is not used up by waiting that is not the client’s', () => {
    expect(patienceAfter(5, 0, 0, limits)).to.equal(5);
  });
});
