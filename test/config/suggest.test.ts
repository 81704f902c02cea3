import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { distance, nearest } from '../../src/config/suggest';

describe('the distance of two words', () => {
  it('counts insertions, deletions, substitutions and swaps as one each', () => {
    expect([distance('host', 'hosts'), distance('host', 'hst'), distance('host', 'hest'), distance('host', 'hots')]).to.deep.equal([
      1, 1, 1, 1,
    ]);
    expect([distance('', 'abc'), distance('abc', 'abc'), distance('kitten', 'sitting')]).to.deep.equal([3, 0, 3]);
  });

  it('is the same both ways and never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(distance(a, b)).to.equal(distance(b, a));
        expect(distance(a, b)).to.be.within(a === b ? 0 : 1, Math.max(a.length, b.length));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the nearest word', () => {
  it('is found through slips, case, hyphens and abbreviation', () => {
    const words = ['round_robin', 'least_connections', 'random'];
    expect(['round-robin', 'RoundRobin', 'randon', 'least_conn'].map((word) => nearest(word, words))).to.deep.equal([
      'round_robin',
      'round_robin',
      'random',
      'least_connections',
    ]);
  });

  it('is none when nothing is near', () => {
    expect([nearest('zzz', ['host', 'path']), nearest('', ['a']), nearest('a'.repeat(65), ['a'.repeat(65)])]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
