import { test } from 'node:test';
import { expect } from 'chai';
import { columns } from '../../src/commands/routes/columns';

const rows = [
  ['HOST', 'LEADS TO'],
  ['www.mango.com', 'kesar:80, alphonso:80, ataulfo:80'],
  ['www.orange.com', ''],
];

test('columns are as wide as the widest cell, and nothing stands behind the last', () => {
  expect(columns(rows)).to.equal('HOST            LEADS TO\nwww.mango.com   kesar:80, alphonso:80, ataulfo:80\nwww.orange.com\n');
});

test('the widest column is cut first, and no line is wider than the terminal', () => {
  const lines = columns(rows, 36).split('\n');
  expect(lines[1]).to.equal('www.mango.com   kesar:80, alphonso:…');
  expect(Math.max(...lines.map(({ length }) => length))).to.equal(36);
});

test('in a terminal too narrow for anything each column keeps some characters', () => {
  expect(columns(rows, 3).split('\n')[1]).to.equal('www.mango.c…  kesar:80, a…');
});

test('a terminal that does not say how wide it is gets all of it', () => {
  expect(columns(rows, undefined)).to.equal(columns(rows));
});
