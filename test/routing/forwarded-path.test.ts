import { test } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { configSchema } from '../../src/config/schema';
import { forwardedPath } from '../../src/routing/forwarded-path';
import { compileRewrites, rewritePath } from '../../src/routing/rewrite-path';
import { compileRouter, type Route } from '../../src/routing/router';
import { normalisePath, parseTarget } from '../../src/http/target';

const rewrite = (path: string, replace: Record<string, string>, regex: Record<string, string> = {}) =>
  rewritePath(path, compileRewrites({ replace: pairs(replace), regex: pairs(regex) }));

/** Of a path that can be rewritten. */
function rewritten(path: string, replace: Record<string, string>, regex: Record<string, string> = {}): string {
  const after = rewrite(path, replace, regex);
  if (typeof after !== 'string') throw new Error(after.why);
  return after;
}

const pairs = (map: Record<string, string>) => new Map(Object.entries(map));

function routeOf(entry: object): Route {
  const [route] = compileRouter(configSchema.parse({ paths: [{ servers: ['localhost:1'], ...entry }] })).routes;
  if (route === undefined) throw new Error('no route compiled');
  return route;
}

function forwarded(url: string, entry: object): ReturnType<typeof forwardedPath> {
  const target = parseTarget(url, url === '*' ? 'OPTIONS' : 'GET');
  const path = target && normalisePath(target.rawPath);
  if (target === undefined || path === undefined) throw new Error(`no target: ${url}`);
  return forwardedPath({ ...target, host: undefined, path }, routeOf(entry));
}

const replacements: readonly [string, Record<string, string>, string][] = [
  ['/v1', { v1: 'v2' }, '/v2'],
  ['/v1/v1', { v1: 'v2' }, '/v2/v2'],
  ['/a', { a: 'b', b: 'c' }, '/c'],
  ['/a', { a: '$&$1' }, '/$&$1'],
  ['/a/b', { '/a': '' }, '/b'],
  ['/a', { '/a': '' }, '/'],
  ['/a', { '/a': 'b' }, '/b'],
  ['/a', { a: 'x y?z#\n\u007fé' }, '/x%20y%3Fz%23%0A%7F%C3%A9'],
  ['/%41', { '%41': '100%' }, '/100%25'],
  ['/a', { z: 'y' }, '/a'],
];

for (const [path, pairs, after] of replacements) {
  test(`${path} with ${JSON.stringify(pairs)} becomes ${after}`, () => {
    expect(rewrite(path, pairs)).to.equal(after);
  });
}

const patterns: readonly [string, Record<string, string>, string][] = [
  ['/users/12/x', { '^/users/(\\d+)': '/u/$1' }, '/u/12/x'],
  ['/a/b', { '/([a-z])': '/$1$1' }, '/aa/bb'],
  ['/a', { '(a)(b)?': '$1-$2-$$-$9' }, '/a--$-$9'],
  ['/a', { '^/': '' }, '/a'],
  ['/a', { '.*': '' }, '/'],
];

for (const [path, pairs, after] of patterns) {
  test(`${path} with the pattern ${JSON.stringify(pairs)} becomes ${after}`, () => {
    expect(rewrite(path, {}, pairs)).to.equal(after);
  });
}

test('replace applies before regex', () => {
  expect(rewrite('/a', { a: 'b' }, { b: 'c', a: 'z' })).to.equal('/c');
});

test('a pattern that would take exponential time elsewhere takes linear time', () => {
  expect(rewrite(`/${'a'.repeat(4000)}!`, {}, { '^/(a+)+$': '/x' })).to.equal(`/${'a'.repeat(4000)}!`);
});

test('pairs that double each other cannot fill the memory', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const doubling = Object.fromEntries(letters.map((letter, at) => [letter, (letters[at + 1] ?? '!').repeat(8)]));
  expect(rewrite('/a', doubling)).to.have.property('rule', 'rewrite_rules.replace f');
});

const matching: readonly [string, Record<string, string>][] = [
  ['/'.padEnd(33, 'a'), { a: 'b' }],
  ['/a'.repeat(32), { '/a': '/b' }],
  ['/old/'.repeat(32), { '/old(/.*/end)?': '/new' }],
  ['/'.padEnd(31, '-'), { '': '' }],
  ['/'.padEnd(8192, 'a'), { '^/(a+)$': '/b' }],
];

for (const [path, regex] of matching) {
  test(`${JSON.stringify(regex)} rewrites ${path.length} characters with up to 32 matches`, () => {
    expect(rewrite(path, {}, regex)).to.be.a('string');
  });
  test(`${JSON.stringify(regex)} does not rewrite ${path.length + 3} characters with more`, () => {
    const after = rewrite(`${path}/aa/old`, {}, { ...regex, '[/a-]': '/' });
    expect(after).to.have.property('why');
  });
}

test('a pattern is not searched for in more than 8 KiB, whether the client sent them or "replace" made them', () => {
  const rule = 'rewrite_rules.regex ^/x$';
  expect(rewrite('/'.padEnd(8193, 'a'), {}, { '^/x$': '/y' })).to.have.property('rule', rule);
  expect(rewrite('/aaa', { a: 'b'.repeat(3000) }, { '^/x$': '/y' })).to.have.property('rule', rule);
  expect(rewrite('/'.padEnd(8193, 'a'), { b: 'c' })).to.be.a('string');
});

test('a rewritten path is always one that may stand in a request target', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 });
  const map = fc.dictionary(fc.oneof(fc.constantFrom('/', 'a', '/a'), text), text, { maxKeys: 3 });
  fc.assert(
    fc.property(fc.constantFrom('/', '/a', '/a/b'), map, (path, pairs) => {
      const after = rewritten(path, pairs);
      expect(after).to.match(/^\/[!-~]*$/);
      expect(after).not.to.match(/[?#]/);
    }),
  );
});

const urls: readonly [string, object, string][] = [
  ['/x/../a//b%6d?q=%7e', { path: '/' }, '/x/../a//b%6d?q=%7e'],
  ['/a?', { path: '/' }, '/a?'],
  ['/mango', { path: '/mango' }, '/'],
  ['/mango/', { path: '/mango' }, '/'],
  ['/mango/a?b=1', { path: '/mango/' }, '/a?b=1'],
  ['/x/..//%6dango/%61%2fb', { path: '/mango' }, '/a%2Fb'],
  ['/mango', { path: '/mango', exact: true }, '/'],
  ['/%6dango/a', { path: '/mango', strip_path: false }, '/%6dango/a'],
  ['//v1', { path: '/', rewrite_rules: { replace: pairs({ v1: 'v2' }) } }, '/v2'],
  ['//v3', { path: '/', rewrite_rules: { replace: pairs({ v1: 'v2' }) } }, '//v3'],
  ['/mango/v1', { path: '/mango', rewrite_rules: { regex: pairs({ '^/v1': '/v2' }) } }, '/v2'],
  ['//a?RemoveMe=1', { path: '/', param_rules: { remove: ['RemoveMe'] } }, '//a'],
  ['/a', { path: '/', param_rules: { add: { b: '1' } } }, '/a?b=1'],
  ['*', { path: '/', param_rules: { add: { b: '1' } } }, '*'],
];

for (const [url, entry, after] of urls) {
  test(`${url} through ${JSON.stringify(entry)} is forwarded as ${after}`, () => {
    expect(forwarded(url, entry)).to.equal(after);
  });
}
