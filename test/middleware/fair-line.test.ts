import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { FairLine } from '../../src/middleware/fair-line';

function all(line: FairLine<string>): string[] {
  const items: string[] = [];
  for (let item = line.next(); item !== undefined; item = line.next()) items.push(item);
  return items;
}

describe('a fair line', () => {
  it('gives each party its turn, and each what came first', () => {
    const line = new FairLine<string>(10);
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) line.join(item.charAt(0), item);
    expect(all(line)).to.deep.equal(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  });

  it('makes room in the party that has most, unless that would have no less than who comes', () => {
    const line = new FairLine<string>(4);
    for (const item of ['a1', 'a2', 'a3', 'b1']) line.join(item.charAt(0), item);
    expect(line.join('a', 'a4')).to.equal(undefined);
    expect(line.join('b', 'b2')).to.deep.equal({ pushedOut: 'a3' });
    expect(line.join('b', 'b3')).to.equal(undefined);
    expect(line.join('c', 'c1')).to.deep.equal({ pushedOut: 'a2' });
    expect(all(line)).to.deep.equal(['a1', 'b1', 'c1', 'b2']);
  });

  it('knows how many wait, whatever has come and gone', () => {
    const step = fc.tuple(fc.constantFrom('join', 'leave', 'next'), fc.constantFrom('a', 'b', 'c'), fc.nat(5));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const line = new FairLine<string>(5);
        const waiting = new Set<string>();
        for (const [what, party, number] of steps) {
          const item = `${party}${number}`;
          if (what === 'join' && !waiting.has(item)) {
            const joined = line.join(party, item);
            if (joined !== undefined) waiting.add(item);
            if (joined?.pushedOut !== undefined) expect(waiting.delete(joined.pushedOut)).to.equal(true);
          } else if (what === 'leave') expect(line.leave(party, item)).to.equal(waiting.delete(item));
          else if (what === 'next') waiting.delete(line.next() ?? '');
          expect(line.size).to.equal(waiting.size).and.to.be.at.most(5);
        }
        expect(all(line)).to.have.members([...waiting]);
      }),
    );
  });
});
