import { test } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { normalisePath, parseHost, parseTarget } from '../../src/http/target';

const hosts: readonly [string, string | undefined][] = [
  ['www.mango.com', 'www.mango.com'],
  ['WWW.Mango.COM', 'www.mango.com'],
  ['www.mango.com:8080', 'www.mango.com'],
  ['www.mango.com.', 'www.mango.com'],
  ['www.mango.com.:8080', 'www.mango.com'],
  ['localhost:0', 'localhost'],
  ['a_b-c.mango.com:65535', 'a_b-c.mango.com'],
  ['127.0.0.1:8080', '127.0.0.1'],
  ['[::1]', '::1'],
  ['[::1]:8080', '::1'],
  ['[0:0:0:0:0:0:0:1]', '::1'],
  ['[2001:DB8::5]', '2001:db8::5'],
  ['', undefined],
  ['.', undefined],
  [':80', undefined],
  ['.mango.com', undefined],
  ['www..mango.com', undefined],
  ['www.mango.com..', undefined],
  ['user@mango.com', undefined],
  ['mango.com/path', undefined],
  ['mango.com,apple.com', undefined],
  ['mango.com apple.com', undefined],
  [' mango.com', undefined],
  ['mango.com:', 'mango.com'],
  ['mango.com.:', 'mango.com'],
  ['mango.com::', undefined],
  ['mango.com:00080', 'mango.com'],
  [':', undefined],
  ['mango.com:65536', undefined],
  ['mango.com:123456', undefined],
  ['mango.com:80a', undefined],
  ['mango.com:80:80', undefined],
  ['mango%2ecom', undefined],
  ['mango\u0000.com', undefined],
  ['mängo.com', undefined],
  ['*.mango.com', undefined],
  ['::1', undefined],
  ['[::1', undefined],
  ['[::1]x', undefined],
  ['[::1]:', '::1'],
  ['[::1]::', undefined],
  ['[::1%eth0]', undefined],
  ['[127.0.0.1]', undefined],
  ['[]', undefined],
];

for (const [value, host] of hosts)
  test(`the Host ${JSON.stringify(value)} is ${host ?? 'refused'}`, () => {
    expect(parseHost(value)).to.equal(host);
  });

const paths: readonly [string, string | undefined][] = [
  ['/', '/'],
  ['/a/b', '/a/b'],
  ['/a/b/', '/a/b/'],
  ['/x/../messages', '/messages'],
  ['//messages', '/messages'],
  ['/%6dessages', '/messages'],
  ['/%6Dessages', '/messages'],
  ['/x/%2e%2E/messages', '/messages'],
  ['/x/.%2e/messages', '/messages'],
  ['/a///b//', '/a/b/'],
  ['/a/.', '/a/'],
  ['/a/./b', '/a/b'],
  ['/a/..', '/'],
  ['/a/b/..', '/a/'],
  ['/.well-known/x', '/.well-known/x'],
  ['/...', '/...'],
  ['/a..b/c.', '/a..b/c.'],
  ['/a%2fb', '/a%2Fb'],
  ['/x/..%2fmessages', '/x/..%2Fmessages'],
  ['/%7euser%2d', '/~user-'],
  ['/%252e%252e/a', '/%252e%252e/a'],
  ['/caf\u00c3\u00a9', '/caf%C3%A9'],
  ['/caf%c3%a9', '/caf%C3%A9'],
  ['/a\\..\\b', '/a\\..\\b'],
  ['/a%0ab', '/a%0Ab'],
  ['*', '/'],
  ['/..', undefined],
  ['/a/../..', undefined],
  ['/%2e%2e/a', undefined],
  ['//..', undefined],
  ['/a//..', undefined],
  ['/x//../messages', undefined],
  ['/%00', undefined],
  ['/a%zz', undefined],
  ['/a%', undefined],
  ['/a%4', undefined],
  ['/a#b', undefined],
  ['/a?b', undefined],
  ['/a b', undefined],
  ['/a\u0000', undefined],
  ['/a\u001f', undefined],
  ['/a\u007f', undefined],
  ['/a\u0101', undefined],
  ['', undefined],
  ['a/b', undefined],
];

for (const [raw, path] of paths)
  test(`the path ${JSON.stringify(raw)} is ${path ?? 'refused'}`, () => {
    expect(normalisePath(raw)).to.equal(path);
  });

const rawPath = fc
  .array(fc.constantFrom('/', '/', '.', '..', '%2e', '%2E', '%2f', '%25', '%6d', '%41', 'a', 'B', '\\', 'é', '%', '%4', '%00', ';', '~'), {
    maxLength: 14,
  })
  .map((pieces) => `/${pieces.join('')}`);

test('normalising twice changes nothing', () => {
  fc.assert(
    fc.property(rawPath, (raw) => {
      const once = normalisePath(raw);
      if (once !== undefined) expect(normalisePath(once)).to.equal(once);
    }),
    { numRuns: 3000 },
  );
});

test('a normalised path has no dot segments, double slashes, or escapes of letters', () => {
  fc.assert(
    fc.property(rawPath, (raw) => {
      const path = normalisePath(raw);
      if (path === undefined) return;
      expect(path).to.match(/^\/[!-~]*$/);
      expect(path).not.to.match(/\/\/|\/\.{1,2}(\/|$)|%6[dD]|%41|%2[eE]|%2f/);
    }),
    { numRuns: 3000 },
  );
});

test('a request target is split at its first "?"', () => {
  expect(parseTarget('/a')).to.deep.equal({ authority: undefined, rawPath: '/a', query: '', hasQuery: false });
  expect(parseTarget('/a?')).to.deep.equal({ authority: undefined, rawPath: '/a', query: '', hasQuery: true });
  expect(parseTarget('/a?b=1?c&d=/')).to.deep.equal({ authority: undefined, rawPath: '/a', query: 'b=1?c&d=/', hasQuery: true });
  expect(parseTarget('//evil.com/a')?.rawPath).to.equal('//evil.com/a');
});

test('an absolute-form target names its own host', () => {
  expect(parseTarget('http://www.mango.com:80/a?b')).to.deep.equal({
    authority: 'www.mango.com:80',
    rawPath: '/a',
    query: 'b',
    hasQuery: true,
  });
  expect(parseTarget('HTTPS://mango.com')).to.deep.equal({ authority: 'mango.com', rawPath: '/', query: '', hasQuery: false });
  expect(parseTarget('http://mango.com?b')).to.deep.equal({ authority: 'mango.com', rawPath: '/', query: 'b', hasQuery: true });
});

test('"*" is the target of OPTIONS alone, also as an absolute form without a path', () => {
  expect(parseTarget('*', 'OPTIONS')).to.deep.equal({ authority: undefined, rawPath: '*', query: '', hasQuery: false });
  expect(parseTarget('http://mango.com', 'OPTIONS')).to.deep.equal({ authority: 'mango.com', rawPath: '*', query: '', hasQuery: false });
  expect(parseTarget('*', 'GET')).to.equal(undefined);
});

test('a # in the query stays', () => {
  expect(parseTarget('/a?b#c')).to.deep.equal({ authority: undefined, rawPath: '/a', query: 'b#c', hasQuery: true });
});

for (const url of [
  '',
  'a',
  'mango.com:443',
  'ftp://mango.com/',
  'http:///a',
  'http://',
  '/a#b',
  'http://a#b/?c',
  '/a?b c',
  '/a?\u0000',
  '/a\r\n',
  '/?\u2028',
]) {
  test(`the target ${JSON.stringify(url)} is refused`, () => {
    expect(parseTarget(url)).to.equal(undefined);
  });
}
