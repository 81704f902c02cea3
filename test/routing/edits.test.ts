import { test } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Edits } from '../../src/config/schema';
import { compileCookieEdits, editCookies } from '../../src/routing/edit-cookies';
import { compileHeaderEdits, editHeaders } from '../../src/routing/edit-headers';
import { compileQueryEdits, editQuery } from '../../src/routing/edit-query';

const edits = (some: Partial<Edits>): Edits => ({ add: {}, append: {}, remove: [], ...some });
const some = <Item>(item: Item | undefined): Item[] => (item === undefined ? [] : [item]);
const headers = (raw: string[], ...steps: Partial<Edits>[]) =>
  editHeaders(
    raw,
    steps.flatMap((step) => some(compileHeaderEdits(edits(step)))),
  );
const query = (raw: string, ...steps: Partial<Edits>[]) =>
  editQuery(
    raw,
    steps.flatMap((step) => some(compileQueryEdits(edits(step)))),
  );
const cookies = (lines: string[], ...steps: Partial<Edits>[]) =>
  editCookies(
    lines.flatMap((line) => ['Cookie', line]),
    steps.flatMap((step) => some(compileCookieEdits(edits(step)))),
  );

const raw = ['Host', 'www.mango.com', 'X-A', '1', 'accept', '*/*', 'x-a', '2', 'Set-Cookie', 'a', 'Set-Cookie', 'b'];

test('headers: remove drops every line of a name, whatever its case', () => {
  expect(headers(raw, { remove: ['HOST', 'X-a'] })).to.deep.equal(['accept', '*/*', 'Set-Cookie', 'a', 'Set-Cookie', 'b']);
});

test('headers: add sets in place of the old lines, or at the end', () => {
  expect(headers(['A', '1', 'X-A', '1', 'x-a', '2', 'B', '2'], { add: { 'x-A': 'new', New: 'n' } })).to.deep.equal([
    ...['A', '1', 'x-A', 'new', 'B', '2'],
    ...['New', 'n'],
  ]);
});

test('headers: append adds lines beside those that are there', () => {
  expect(headers(['X-A', '1'], { append: { 'X-A': ['2', '3'] } })).to.deep.equal(['X-A', '1', 'X-A', '2', 'X-A', '3']);
});

test('headers: one set of rules applies after the other', () => {
  expect(headers(['A', '1'], { add: { A: '2' } }, { append: { A: ['3'] } }, { remove: ['b'] })).to.deep.equal(['A', '2', 'A', '3']);
  expect(headers(['A', '1'], { add: { A: '2' } }, { remove: ['a'] })).to.deep.equal([]);
});

test('headers: a name both removed and added is set anew', () => {
  expect(headers(['A', '1', 'B', '2'], { remove: ['a'], add: { A: '3' } })).to.deep.equal(['B', '2', 'A', '3']);
});

test('headers: rules about absent names change nothing', () => {
  expect(headers(raw, { remove: ['Nobody'] })).to.deep.equal(raw);
});

const queries: readonly [string, Partial<Edits>, string][] = [
  ['RemoveMe=x', { add: { MyCustomParam: 'Test' }, remove: ['RemoveMe'] }, 'MyCustomParam=Test'],
  ['', { add: { a: '1' } }, 'a=1'],
  ['a=1', { remove: ['a'] }, ''],
  ['a=1&b=2&a=3&c', { remove: ['a'] }, 'b=2&c'],
  ['a=1&b=%7e+x&a=3&c', { add: { a: '9' } }, 'a=9&b=%7e+x&c'],
  ['%61=1&b=2', { remove: ['a'] }, 'b=2'],
  ['my+name=1&my%20name=2&c', { remove: ['my name'] }, 'c'],
  ['a', { append: { a: ['1', '2'] } }, 'a&a=1&a=2'],
  ['a=1&&=&b==2&', { add: { z: '' } }, 'a=1&&=&b==2&&z='],
  ['a=%zz&%=1&%zz=2', { remove: ['%zz'] }, 'a=%zz&%=1'],
  ['', { add: { 'a b&c': 'é=ü+&#\n' } }, 'a%20b%26c=%C3%A9%3D%C3%BC%2B%26%23%0A'],
  ['caf%C3%A9=1&x', { remove: ['café'] }, 'x'],
  ['caf\u00c3\u00a9=1&x', { remove: ['café'] }, 'x'],
  ['A=1', { remove: ['a'] }, 'A=1'],
];

for (const [before, rules, after] of queries) {
  test(`the query ${before} with ${JSON.stringify(rules)} becomes ${after}`, () => {
    expect(query(before, rules)).to.equal(after);
  });
}

const jars: readonly [string[], Partial<Edits>, string[]][] = [
  [['a=1; b=2'], { remove: ['a'] }, ['b=2']],
  [['a=1'], { remove: ['a'] }, []],
  [[], { remove: ['a'] }, []],
  [[], { add: { a: '1' } }, ['a=1']],
  [['a=1; b=2; a=3'], { add: { a: '9' } }, ['a=9; b=2']],
  [['a=1'], { append: { a: ['2'] } }, ['a=1; a=2']],
  [['a=x=y;b="q";  c'], { remove: ['A'] }, ['a=x=y;b="q";  c']],
  [['a=1; b', 'a', ';c;a= ;;', 'd'], { remove: ['a'] }, ['b', ';c;;', 'd']],
  [['b', 'a=1;c', 'a=2 ; d'], { add: { a: '9', e: '5' } }, ['b', 'a=9;c', 'd; e=5']],
  [['b;', 'a'], { append: { e: ['5'] }, remove: ['a'] }, ['b; e=5']],
  [['x=\xc3\xa0 ; a=1;\xa0a=2;b=\xff'], { remove: ['a'] }, ['x=\xc3\xa0 ;\xa0a=2;b=\xff']],
  [['a=1; ;\t'], { remove: ['a'] }, []],
];

for (const [before, rules, after] of jars) {
  test(`the cookies ${JSON.stringify(before)} with ${JSON.stringify(rules)} become ${JSON.stringify(after)}`, () => {
    expect(cookies(before, rules)).to.deep.equal(after.flatMap((line) => ['Cookie', line]));
  });
}

const cookieLines = fc.array(fc.stringMatching(/^[ab=; ,"\t\x80-\xff]*$/));
const headerLists = fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z]+$/), fc.string())).map((list) => list.flat());

test('without edits nothing changes, byte for byte', () => {
  fc.assert(fc.property(headerLists, (list) => editHeaders(list, []) === list));
  fc.assert(fc.property(fc.string(), (text) => editQuery(text, []) === text));
  fc.assert(fc.property(headerLists, (list) => editCookies(list, []).join('\n') === list.join('\n')));
  expect(compileHeaderEdits(edits({}))).to.equal(undefined);
  expect(compileQueryEdits(undefined)).to.equal(undefined);
});

test('edits of absent names leave any query and any headers byte for byte', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z%+=&;0-9]*$/), (text) => query(text, { remove: ['not there'] }) === text));
  fc.assert(fc.property(headerLists, (list) => headers(list, { remove: ['not-there'] }).join('\n') === list.join('\n')));
  fc.assert(fc.property(cookieLines, (lines) => cookies(lines, { remove: ['z'] }).join('\n') === cookies(lines).join('\n')));
});

test('edits of one cookie leave all others in their lines, in order, byte for byte', () => {
  const others = (lines: string[]) => lines.flatMap((line) => line.split(';').map((cookie) => cookie.replace(/^[ \t]+|[ \t]+$/g, '')));
  const isOther = (cookie: string) => cookie !== '' && !/^a[ \t]*(?:=|$)/.test(cookie);
  const property = (lines: string[], rules: Partial<Edits>) =>
    others(cookies(lines, rules).filter((_, at) => at % 2 === 1))
      .filter(isOther)
      .join('\n') === others(lines).filter(isOther).join('\n');
  fc.assert(fc.property(cookieLines, (lines) => property(lines, { remove: ['a'] })));
  fc.assert(fc.property(cookieLines, (lines) => property(lines, { add: { a: '1' } })));
});
