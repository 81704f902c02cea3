import { describe, it } from 'node:test';
import { expect } from 'chai';
import { WindowTable } from '../../src/limiting/window-table';

/** Counts these keys, one after the other, and gives what each has come to. */
function counts(table: WindowTable, keys: string, now: number, mostKeys = 100): number[] {
  return keys.split(' ').map((key) => table.count(key, now, mostKeys).count);
}

describe('a table of windows', () => {
  it('forgets two whose window is over for each key that comes', () => {
    const table = new WindowTable(10, 5);
    counts(table, 'a b c d e', 0);
    expect(table.size).to.equal(5);
    counts(table, 'f', 10);
    expect(table.size).to.equal(4);
    counts(table, 'g', 10);
    expect(table.size).to.equal(3);
    counts(table, 'f g', 11);
    expect(table.size).to.equal(3);
  });

  it('forgets all whose window is over when it is told to, and no other', () => {
    const table = new WindowTable(10, 5);
    counts(table, 'a b c', 0);
    counts(table, 'd', 1);
    table.forgetPast(9);
    expect(table.size).to.equal(4);
    table.forgetPast(10);
    expect(table.size).to.equal(1);
    table.forgetPast(11);
    expect(table.size).to.equal(0);
    table.forgetPast(12);
  });

  it('gives a key that comes again after its window a place behind those that came since', () => {
    const table = new WindowTable(10, 9);
    counts(table, 'a b c c c c', 0);
    counts(table, 'd', 5);
    expect(counts(table, 'c', 11)).to.deep.equal([1]);
    table.forgetPast(15);
    expect(table.size).to.equal(1);
    expect(counts(table, 'c', 15)).to.deep.equal([2]);
    expect(counts(table, 'e f e c', 15, 2)).to.deep.equal([1, 1, 1, 3]);
  });

  it('forgets of equals the one that has been among them for longest, however often it was counted there', () => {
    const table = new WindowTable(10, 99);
    // Two and three are of one level; four begins the next.
    counts(table, 'a a b b c c a', 0, 3);
    counts(table, 'd', 0, 3);
    expect(counts(table, 'b c d', 0, 3)).to.deep.equal([3, 3, 2]);
    expect(counts(table, 'a', 0, 3)).to.deep.equal([1]);
  });

  it('forgets a low count before a higher one that is older', () => {
    const table = new WindowTable(10, 99);
    counts(table, 'a a b c', 0, 3);
    counts(table, 'd', 0, 3);
    expect(counts(table, 'a c d', 0, 3)).to.deep.equal([3, 2, 2]);
  });

  it('counts those that there is no room for together, in windows of their own', () => {
    const table = new WindowTable(10, 1);
    expect(counts(table, 'a b', 0, 1)).to.deep.equal([1, 1]);
    expect(table.count('c', 4, 1)).to.deep.equal({ count: 2, restMs: 6 });
    table.count('a', 10, 1);
    // At its very end a window is over.
    expect(table.count('d', 10, 1)).to.deep.equal({ count: 1, restMs: 10 });
    expect(table.count('e', 19, 1)).to.deep.equal({ count: 2, restMs: 1 });
  });
});
