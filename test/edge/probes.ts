import type { Trial } from './examination';
import { inWords, speak } from './raw-client';
import { disagreement, expectService } from './requests';

/**
 * What is to become of a request: a status, or one of several; `served` as sent, and every one behind it too; `refused` with a 4xx;
 * `waits` for more, forwarding nothing whole.
 */
type Verdict = number | 'served' | 'refused' | 'waits';
type Probe = readonly [name: string, bytes: string, verdict: Verdict | readonly Verdict[]];

const get = (target: string, fields = '', host = 'Host: probe.test\r\n') => `GET ${target} HTTP/1.1\r\n${host}${fields}\r\n`;
const post = (fields: string, content = '', host = 'Host: probe.test\r\n') => `POST /probe HTTP/1.1\r\n${host}${fields}\r\n${content}`;
const host = (value: string) => get('/', '', `Host: ${value}\r\n`);
const chunked = (content: string) => post('Transfer-Encoding: chunked\r\n', content);
const length = (value: string, content = 'hello') => post(`Content-Length: ${value}\r\n`, content);
const codings = (value: string) => post(`Transfer-Encoding: ${value}\r\n`, '5\r\nhello\r\n0\r\n\r\n');
const many = (count: number) => Array.from({ length: count }, (_, at) => `X-Field-${at}: ${at}\r\n`).join('');
const last = '0\r\n\r\n';

const hosts: readonly Probe[] = [
  ['no Host', get('/', '', ''), 400],
  ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 'served'],
  ['two Hosts, different', get('/', 'Host: other.test\r\n'), 400],
  ['two Hosts, equal', get('/', 'Host: probe.test\r\n'), 400],
  ['two Hosts in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n', 400],
  ['two Hosts, one of them empty', get('/', 'Host:\r\n'), 400],
  ['an empty Host', host(''), 400],
  ['a Host of blanks', host(' \t '), 400],
  ['a Host with a path', host('probe.test/admin'), 400],
  ['a Host with user information', host('user@probe.test'), 400],
  ['a Host with a comma', host('probe.test, other.test'), 400],
  ['a Host with a blank', host('probe.test other.test'), 400],
  ['a Host with a query', host('probe.test?x'), 400],
  ['a Host with a fragment', host('probe.test#x'), 400],
  ['a Host with a backslash', host('probe.test\\x'), 400],
  ['a Host with a scheme', host('http://probe.test'), 400],
  ['a Host with letters for a port', host('probe.test:http'), 400],
  ['a Host with a port too high', host('probe.test:65536'), 400],
  ['a Host with a negative port', host('probe.test:-1'), 400],
  ['a Host with two ports', host('probe.test:80:80'), 400],
  ['a Host with a port alone', host(':80'), 400],
  ['a Host with a byte above ASCII', host('pr\xf6be.test'), 400],
  ['a Host with an escape', host('probe%2etest'), 400],
  ['a Host with empty labels', host('probe..test'), 400],
  ['a Host with a broken IPv6 address', host('[::1'), 400],
  ['a Host with a zone', host('[fe80::1%25eth0]'), 400],
  ['a Host with a port', host('probe.test:8080'), 'served'],
  ['a Host with a final dot', host('probe.test.'), 'served'],
  ['a Host in capitals', host('PROBE.TEST'), 'served'],
  ['an IPv6 Host', host('[::1]:80'), 'served'],
  ['an IPv4 Host', host('127.0.0.1'), 'served'],
  ['hOsT', get('/', '', 'hOsT: probe.test\r\n'), 'served'],
];

const targets: readonly Probe[] = [
  ['an absolute target', get('http://probe.test/a?b'), 'served'],
  ['an absolute target of another host: it wins', get('http://other.test/a'), 'served'],
  ['an absolute target without a path', get('http://probe.test'), 'served'],
  ['an absolute target with a query alone', get('http://probe.test?a'), 'served'],
  ['an absolute target without Host', get('http://probe.test/', '', ''), 400],
  ['an absolute target with an empty authority', get('http:///a'), 400],
  ['an absolute target with user information', get('http://user:pass@probe.test/'), 400],
  ['an absolute target with a bad port', get('http://probe.test:99999/'), 400],
  ['an absolute target of another scheme', get('ftp://probe.test/'), 400],
  ['file:', get('file:///etc/passwd'), 400],
  ['GET *', get('*'), 400],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: probe.test\r\n\r\n', [200, 204]],
  ['a target without its slash', get('a'), 400],
  ['an authority for a target', get('probe.test:80'), 400],
  ['CONNECT', 'CONNECT probe.test:80 HTTP/1.1\r\nHost: probe.test:80\r\n\r\n', 405],
  ['CONNECT with a path', 'CONNECT /a HTTP/1.1\r\nHost: probe.test\r\n\r\n', [400, 405]],
  ['TRACE', 'TRACE / HTTP/1.1\r\nHost: probe.test\r\n\r\n', 405],
  ['a blank in the target', get('/a b'), 400],
  ['a tab in the target', get('/a\tb'), 400],
  ['NUL in the target', get('/a\0b'), 400],
  ['DEL in the target', get('/a\x7fb'), 400],
  ['a byte above ASCII in the target', get('/\xe9'), 400],
  ['a fragment in the path', get('/a#b'), 400],
  ['a climb above the root', get('/../etc/passwd'), 400],
  ['an escaped climb above the root', get('/%2e%2e/etc/passwd'), 400],
  ['an escaped NUL', get('/a%00'), 400],
  ['a malformed escape', get('/a%zz'), 400],
  ['no target', 'GET HTTP/1.1\r\nHost: probe.test\r\n\r\n', 400],
  ['two blanks before the target', 'GET  / HTTP/1.1\r\nHost: probe.test\r\n\r\n', [200, 400]],
  ['two blanks behind the target', 'GET /  HTTP/1.1\r\nHost: probe.test\r\n\r\n', [200, 400]],
  ['a tab before the target', 'GET\t/ HTTP/1.1\r\nHost: probe.test\r\n\r\n', 400],
  ['a tab behind the target', 'GET /\tHTTP/1.1\r\nHost: probe.test\r\n\r\n', 400],
  ['a query of marks', get('/a?b?c&d=%20'), 'served'],
  ['a question mark alone', get('/a?'), 'served'],
  ['two slashes', get('//a'), 'served'],
  ['a path that looks like a URL', get('/http://other.test/'), 'served'],
  ['a target of 8 KiB', get(`/${'a'.repeat(8191)}`), 'served'],
  ['a target of 8 KiB and a byte', get(`/${'a'.repeat(8192)}`), 414],
  ['a target of 30 KiB', get(`/${'a'.repeat(30_000)}`), 414],
  ['a target of 100 KiB', get(`/${'a'.repeat(100_000)}`), [414, 431]],
];

const lines: readonly Probe[] = [
  ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: probe.test\r\n\r\n', 505],
  ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: probe.test\r\n\r\n', 400],
  ['HTTP/5.6', 'GET / HTTP/5.6\r\nHost: probe.test\r\n\r\n', 400],
  ['HTTP/0.9 by its number', 'GET / HTTP/0.9\r\nHost: probe.test\r\n\r\n', [400, 505]],
  ['HTTP/0.9', 'GET /\r\n\r\n', 'refused'],
  ['HTTP/1', 'GET / HTTP/1\r\nHost: probe.test\r\n\r\n', 'refused'],
  ['HTTP/1.10', 'GET / HTTP/1.10\r\nHost: probe.test\r\n\r\n', 'refused'],
  ['HTTP/01.1', 'GET / HTTP/01.1\r\nHost: probe.test\r\n\r\n', 'refused'],
  ['http/1.1', 'GET / http/1.1\r\nHost: probe.test\r\n\r\n', 'refused'],
  ['a blank behind the version', 'GET / HTTP/1.1 \r\nHost: probe.test\r\n\r\n', 'refused'],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'refused'],
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'refused'],
  ['a method in small letters', 'get / HTTP/1.1\r\nHost: probe.test\r\n\r\n', [400, 501]],
  ['an unknown method', 'FOO / HTTP/1.1\r\nHost: probe.test\r\n\r\n', [400, 501]],
  ['a method with a forbidden character', 'G{T / HTTP/1.1\r\nHost: probe.test\r\n\r\n', 'refused'],
  ['a long method', `${'A'.repeat(5000)} / HTTP/1.1\r\nHost: probe.test\r\n\r\n`, [400, 501]],
  ['an empty line first', `\r\n${get('/')}`, 'served'],
  ['three empty lines first', `\r\n\r\n\r\n${get('/')}`, 'served'],
  // Node shows no bytes but those in which a head ends: of a head in pieces it is not seen what stands before it.
  ['a bare CR first', `\r${get('/')}`, [200, 400]],
  ['two bare CRs first', `\r\r${get('/')}`, [200, 400]],
  ['a bare LF first', `\n${get('/')}`, [200, 400]],
  ['an empty line and a bare CR first', `\r\n\r${get('/')}`, [200, 400]],
  ['LF and CR first', `\n\r${get('/')}`, [200, 400]],
  ['a bare CR before a request with content', `\r${length('5')}`, [200, 400]],
  ['a blank first', ` ${get('/')}`, 400],
  ['NUL first', `\0${get('/')}`, 400],
  ['a byte order mark first', `\xef\xbb\xbf${get('/')}`, 400],
  ['a bare LF first', `\n${get('/')}`, ['refused', 'served']],
  ['a blank first', ` ${get('/')}`, 'refused'],
  ['an empty line between requests', `${get('/1')}\r\n${get('/2')}`, 'served'],
  ['bare LFs', 'GET / HTTP/1.1\nHost: probe.test\n\n', 'refused'],
  ['a bare LF behind the request line', 'GET / HTTP/1.1\nHost: probe.test\r\n\r\n', 'refused'],
  ['a bare LF behind a field', 'GET / HTTP/1.1\r\nHost: probe.test\nX: y\r\n\r\n', 'refused'],
  ['a bare LF at the end of the head', 'GET / HTTP/1.1\r\nHost: probe.test\r\n\n', 'refused'],
  ['a bare CR in a value', get('/', 'X: a\rb\r\n'), 'refused'],
  ['a bare CR in a name', get('/', 'X\ra: b\r\n'), 'refused'],
  ['a bare CR behind the request line', 'GET / HTTP/1.1\rHost: probe.test\r\n\r\n', 'refused'],
  ['CR CR LF', get('/', 'X: a\r\r\n'), 'refused'],
  ['NUL in a value', get('/', 'X: a\0b\r\n'), 'refused'],
  ['NUL in a name', get('/', 'X\0: b\r\n'), 'refused'],
  ['a control character in a value', get('/', 'X: a\x01b\r\n'), 'refused'],
  ['DEL in a value', get('/', 'X: a\x7fb\r\n'), 'refused'],
  ['a folded value', get('/', 'X: a\r\n b\r\n'), 'refused'],
  ['a folded first field', 'GET / HTTP/1.1\r\n X: a\r\nHost: probe.test\r\n\r\n', 'refused'],
  ['a folded Host', get('/', '', 'Host: probe.test\r\n .other.test\r\n'), 'refused'],
  ['a blank before the colon', get('/', 'X : a\r\n'), 'refused'],
  ['a tab before the colon', get('/', 'X\t: a\r\n'), 'refused'],
  ['a field without a colon', get('/', 'X\r\n'), 'refused'],
  ['a field without a name', get('/', ': a\r\n'), 'refused'],
  ['a name with a forbidden character', get('/', 'X(y): a\r\n'), 'refused'],
  ['a name above ASCII', get('/', 'X\xe9: a\r\n'), 'refused'],
  ['an empty value', get('/', 'X:\r\n'), 'served'],
  ['a value of blanks', get('/', 'X: \t \r\n'), 'served'],
  ['a value without a blank before', get('/', 'X:a\r\n'), 'served'],
  ['tabs around a value', get('/', 'X:\ta\t\r\n'), 'served'],
  ['bytes above ASCII in a value', get('/', 'X: \xe9\xff\x80\r\n'), 'served'],
  ['every character of a name', get('/', "!#$%&'*+-.^_`|~09AZaz: a\r\n"), 'served'],
  ['the same name thrice', get('/', 'X: 1\r\nX: 2\r\nx: 3\r\n'), 'served'],
  ['cookies apart', get('/', 'Cookie: a=1\r\nCookie: b=2\r\n'), 'served'],
  [
    'names of Object.prototype',
    get('/', '__proto__: a\r\nconstructor: b\r\ntoString: c\r\nhasOwnProperty: d\r\n__proto__: e\r\n'),
    'served',
  ],
  ['__proto__ with content', post('__proto__: a\r\nTransfer-Encoding: chunked\r\n', `3\r\nabc\r\n${last}`), 'served'],
  ['Trailer without chunks', get('/', 'Trailer: a\r\n'), 'served'],
  ['Connection: Host', get('/', 'Connection: host\r\n'), 'served'],
  ['Connection: Content-Length', post('Connection: content-length\r\nContent-Length: 5\r\n', 'hello'), 'served'],
  ['Connection with odd options', get('/', 'Connection: ,, close ,;x=y, "\r\n'), [200, 400]],
  ['Connection: __proto__', get('/', 'Connection: __proto__, constructor\r\n'), 'served'],
  ['an upgrade that nobody offers', get('/', 'Connection: Upgrade\r\nUpgrade: foo/1\r\n'), 'served'],
  ['h2c', get('/', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'), 'served'],
  ['100 fields', get('/', many(99)), 'served'],
  ['101 fields', get('/', many(100)), 431],
  ['1000 fields', get('/', many(1000)), 431],
  ['2500 short fields', get('/', 'a:\r\n'.repeat(2500)), 431],
  ['3000 short fields', get('/', 'a:\r\n'.repeat(3000)), 431],
  ['15 KiB of fields', get('/', `X: ${'a'.repeat(15 * 1024 - 30)}\r\n`), 'served'],
  ['17 KiB of fields', get('/', `X: ${'a'.repeat(17 * 1024)}\r\n`), 431],
  ['100 KiB of fields', get('/', `X: ${'a'.repeat(100 * 1024)}\r\n`), [414, 431]],
  ['a head without end', get('/').slice(0, -2), 'waits'],
];

const framings: readonly Probe[] = [
  ['Content-Length: 5', length('5'), 'served'],
  ['Content-Length: 0', length('0', ''), 'served'],
  ['Content-Length: 05', length('05'), 'served'],
  ['Content-Length: 5 between blanks', length(' \t5 \t'), 'served'],
  ['Content-Length: +5', length('+5'), 'refused'],
  ['Content-Length: -1', length('-1'), 'refused'],
  ['Content-Length: 5,5', length('5,5'), 'refused'],
  ['Content-Length: 5, 6', length('5, 6'), 'refused'],
  ['Content-Length: 0x5', length('0x5'), 'refused'],
  ['Content-Length: 5.0', length('5.0'), 'refused'],
  ['Content-Length: 5e0', length('5e0'), 'refused'],
  ['Content-Length: 5 5', length('5 5'), 'refused'],
  ['Content-Length: five', length('five'), 'refused'],
  ['an empty Content-Length', length(''), 'refused'],
  ['Content-Length: 2^53', length('9007199254740992'), 'refused'],
  ['Content-Length: 2^63 + 5', length('9223372036854775813'), 'refused'],
  ['Content-Length: 2^64', length('18446744073709551616'), 'refused'],
  ['Content-Length: 2^64 + 5', length('18446744073709551621'), 'refused'],
  ['Content-Length in other digits', length('\xb2'), 'refused'],
  ['two Content-Lengths, equal', post('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'), 'refused'],
  ['two Content-Lengths, different', post('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello'), 'refused'],
  ['Content-Length, then Transfer-Encoding', post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', last), 'refused'],
  ['Transfer-Encoding, then Content-Length', post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', last), 'refused'],
  ['Content-Length and an empty Transfer-Encoding', post('Content-Length: 5\r\nTransfer-Encoding:\r\n', 'hello'), 'refused'],
  ['Content-Length: 0 and Transfer-Encoding', post('Content-Length: 0\r\nTransfer-Encoding: chunked\r\n', last), 'refused'],
  ['content cut short', length('10'), 'waits'],
  ['GET with content', `${get('/a', 'Content-Length: 5\r\n')}hello${get('/b')}`, 'served'],
  ['HEAD with content', 'HEAD /a HTTP/1.1\r\nHost: probe.test\r\nContent-Length: 5\r\n\r\nhello', 'served'],
  ['DELETE with chunks', `DELETE /a HTTP/1.1\r\nHost: probe.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n${last}`, 'served'],
  ['OPTIONS with content', 'OPTIONS /a HTTP/1.1\r\nHost: probe.test\r\nContent-Length: 5\r\n\r\nhello', 'served'],
  ['POST without framing', post(''), 'served'],
  ['Transfer-Encoding: chunked', codings('chunked'), 'served'],
  ['Transfer-Encoding: CHUNKED', codings('CHUNKED'), 'served'],
  ['Transfer-Encoding: gzip, chunked', codings('gzip, chunked'), [501]],
  ['an empty Transfer-Encoding', codings(''), 'refused'],
  ['Transfer-Encoding: identity', post('Transfer-Encoding: identity\r\n', 'hello'), ['refused', 501]],
  ['Transfer-Encoding: gzip', codings('gzip'), ['refused', 501]],
  ['Transfer-Encoding: chunked, gzip', codings('chunked, gzip'), ['refused', 501]],
  ['Transfer-Encoding: chunked, chunked', codings('chunked, chunked'), 'refused'],
  ['Transfer-Encoding: chunked twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', last), 'refused'],
  ['Transfer-Encoding: chunked, identity', codings('chunked, identity'), 'refused'],
  ['Transfer-Encoding: identity, chunked', codings('identity, chunked'), [501]],
  ['Transfer-Encoding: ,chunked', codings(',chunked'), [200, 400]],
  ['Transfer-Encoding: chunked,', codings('chunked,'), [200, 400]],
  ['Transfer-Encoding: xchunked', codings('xchunked'), ['refused', 501]],
  ['Transfer-Encoding: chunkedx', codings('chunkedx'), ['refused', 501]],
  ['Transfer-Encoding: "chunked"', codings('"chunked"'), ['refused', 501]],
  ['Transfer-Encoding: chunked;q=1', codings('chunked;q=1'), ['refused', 501]],
  ['Transfer-Encoding: ch\\0unked', codings('ch\0unked'), 'refused'],
  ['Transfer-Encoding: \\x0bchunked', codings('\x0bchunked'), 'refused'],
  ['Transfer-Encoding folded', post('Transfer-Encoding:\r\n chunked\r\n', last), 'refused'],
  ['Transfer-Encoding in HTTP/1.0', `POST / HTTP/1.0\r\nHost: probe.test\r\nTransfer-Encoding: chunked\r\n\r\n${last}`, 'refused'],
];

const chunks: readonly Probe[] = [
  ['no chunk but the last', chunked(last), 'served'],
  ['two chunks', chunked(`5\r\nhello\r\n6\r\n world\r\n${last}`), 'served'],
  ['sizes in capitals and with zeros', chunked(`00a\r\n0123456789\r\nA\r\n0123456789\r\n000\r\n\r\n`), 'served'],
  ['an extension', chunked(`5;a=b\r\nhello\r\n${last}`), 'served'],
  ['a quoted extension', chunked(`5;a="b;c"\r\nhello\r\n${last}`), 'served'],
  ['an extension with a bare LF', chunked(`5;a\nb\r\nhello\r\n${last}`), 'refused'],
  ['an extension with a bare CR', chunked(`5;a\rb\r\nhello\r\n${last}`), 'refused'],
  ['an extension with NUL', chunked(`5;a=\0\r\nhello\r\n${last}`), 'refused'],
  ['an extension of 20 KiB', chunked(`5;a=${'b'.repeat(20_000)}\r\nhello\r\n${last}`), ['refused', 413]],
  ['extensions of 40 KiB in all', chunked(`${`1;a=${'b'.repeat(400)}\r\nx\r\n`.repeat(100)}${last}`), [200, 400, 413]],
  ['a size of 2^64', chunked(`10000000000000000\r\nhello\r\n${last}`), 'refused'],
  ['a size of 2^64 + 5', chunked(`10000000000000005\r\nhello\r\n${last}`), 'refused'],
  ['a size of 2^53', chunked('20000000000000\r\nhello'), ['waits', 'refused', 413]],
  ['a negative size', chunked(`-5\r\nhello\r\n${last}`), 'refused'],
  ['a size with a sign', chunked(`+5\r\nhello\r\n${last}`), 'refused'],
  ['a size with 0x', chunked(`0x5\r\nhello\r\n${last}`), 'refused'],
  ['a size with an underscore', chunked(`1_0\r\n0123456789abcdef\r\n${last}`), 'refused'],
  ['a size that is no number', chunked(`g\r\nhello\r\n${last}`), 'refused'],
  ['an empty size', chunked(`\r\nhello\r\n${last}`), 'refused'],
  ['a blank before the size', chunked(` 5\r\nhello\r\n${last}`), 'refused'],
  ['a blank behind the size', chunked(`5 \r\nhello\r\n${last}`), 'refused'],
  ['a blank in the size', chunked(`0 5\r\nhello\r\n${last}`), 'refused'],
  ['a bare LF behind the size', chunked(`5\nhello\r\n${last}`), 'refused'],
  ['a bare CR behind the size', chunked(`5\rhello\r\n${last}`), 'refused'],
  ['a bare LF behind the data', chunked(`5\r\nhello\n${last}`), 'refused'],
  ['no CRLF behind the data', chunked(`5\r\nhello${last}`), 'refused'],
  ['data longer than its size', chunked(`4\r\nhello\r\n${last}`), 'refused'],
  ['a bare LF behind the last size', chunked('5\r\nhello\r\n0\n\r\n'), 'refused'],
  ['a bare LF at the end', chunked('5\r\nhello\r\n0\r\n\n'), 'refused'],
  ['no last chunk', chunked('5\r\nhello\r\n'), 'waits'],
  ['no end of the trailers', chunked('5\r\nhello\r\n0\r\n'), 'waits'],
  ['a trailer', chunked(`5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n`), 'served'],
  ['a trailer that frames', chunked('5\r\nhello\r\n0\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\nHost: x\r\n\r\n'), [200, 400]],
  ['a trailer without a colon', chunked('5\r\nhello\r\n0\r\nX-Sum\r\n\r\n'), 'refused'],
  ['a trailer with a blank before the colon', chunked('5\r\nhello\r\n0\r\nX-Sum : 1\r\n\r\n'), 'refused'],
  ['a folded trailer', chunked('5\r\nhello\r\n0\r\nX-Sum: 1\r\n 2\r\n\r\n'), 'refused'],
  ['a trailer with a bare LF', chunked('5\r\nhello\r\n0\r\nX-Sum: 1\nX: 2\r\n\r\n'), 'refused'],
  ['200 trailers', chunked(`5\r\nhello\r\n0\r\n${many(200)}\r\n`), ['served', 'refused', 431]],
  ['100 KiB of trailers', chunked(`5\r\nhello\r\n0\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`), ['refused', 431]],
  ['a request behind chunks', chunked(`5\r\nhello\r\n${last}`) + get('/behind'), 'served'],
  ['content of 1 MiB in one chunk', chunked(`100000\r\n${'a'.repeat(0x100000)}\r\n${last}`), 'served'],
  ['content in chunks of one byte', chunked(`${'1\r\na\r\n'.repeat(3000)}${last}`), 'served'],
];

const expectations: readonly Probe[] = [
  ['Expect: 100-continue', post('Expect: 100-continue\r\nContent-Length: 5\r\n', 'hello'), 'served'],
  ['Expect: 100-CONTINUE', post('Expect: 100-CONTINUE\r\nContent-Length: 5\r\n', 'hello'), 'served'],
  [
    'Expect: 100-continue in HTTP/1.0',
    'POST / HTTP/1.0\r\nHost: probe.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello',
    'served',
  ],
  ['Expect: something else', get('/', 'Expect: 200-ok\r\n'), 417],
  ['Expect: two things', get('/', 'Expect: 100-continue, x\r\n'), [200, 417]],
  ['HEAD', `HEAD / HTTP/1.1\r\nHost: probe.test\r\n\r\n${get('/behind')}`, 'served'],
  ['ten requests at once', Array.from({ length: 10 }, (_, at) => get(`/${at}`)).join(''), 'served'],
  ['a request behind Connection: close', get('/', 'Connection: close\r\n') + get('/behind'), 'served'],
  ['HTTP/1.0 kept alive', 'GET / HTTP/1.0\r\nHost: probe.test\r\nConnection: keep-alive\r\n\r\n'.repeat(2), 'served'],
  ['garbage behind a request', `${get('/')}\x00\x01garbage\r\n\r\n`, 'served'],
  ['a method of WebDAV', 'PROPFIND / HTTP/1.1\r\nHost: probe.test\r\nDepth: 1\r\n\r\n', 'served'],
  ['TE: trailers', get('/', 'TE: trailers\r\nConnection: TE\r\n'), 'served'],
  ['Range', get('/', 'Range: bytes=0-1\r\n'), 'served'],
  ['Max-Forwards: 0', get('/', 'Max-Forwards: 0\r\n'), 'served'],
];

/** Each probe in one packet, and its head byte by byte. */
export function probeTrials(): Trial[] {
  const all = [...hosts, ...targets, ...lines, ...framings, ...chunks, ...expectations];
  return all.flatMap((probe) => [probeTrial(probe, 'whole'), probeTrial(probe, 'in pieces')]);
}

function probeTrial([name, text, verdict]: Probe, how: 'whole' | 'in pieces'): Trial {
  const bytes = Buffer.from(text, 'latin1');
  const pieces = how === 'whole' ? [bytes] : slices(bytes);
  return {
    name: `${name} (${how}): ${JSON.stringify(text.slice(0, 160))}`,
    run: async (arena, client) => {
      if (verdict === 'served') return expectService(arena, client, pieces);
      const verdicts = typeof verdict === 'object' ? verdict : [verdict];
      const waits = verdicts.includes('waits');
      const method = text.slice(0, 5) === 'HEAD ' ? 'HEAD' : 'GET';
      const heard = await speak({
        port: arena.mangrove.port,
        from: client,
        pieces,
        methods: [method],
        until: 1,
        patienceMs: waits ? 150 : 2000,
      });
      const seen = arena.backend.seenFrom(client);
      const [answer] = heard.answers;
      if (verdicts.includes(answer?.status ?? 0)) return answer?.status === 200 ? disagreement(heard, seen) : reached(seen);
      if (answer === undefined)
        return (waits && heard.end === 'silence') || (verdicts.includes('refused') && heard.end !== 'silence')
          ? reached(seen)
          : `wanted ${verdicts}: ${inWords(heard)}`;
      if (verdicts.includes('refused') && answer.status >= 400 && answer.status < 500) return reached(seen);
      if (verdicts.includes('served') && answer.status === 200) return disagreement(heard, seen);
      return `wanted ${verdicts}: ${inWords(heard)}`;
    },
  };
}

function reached(seen: readonly { readonly whole: boolean; readonly target: string }[]): string | undefined {
  return seen.some(({ whole }) => whole) ? `reached a backend: ${seen.map(({ target }) => target.slice(0, 80)).join(' ')}` : undefined;
}

/** Cut where it hurts: at each byte around line ends, otherwise in runs. */
function slices(bytes: Buffer): Buffer[] {
  const cuts: number[] = [];
  for (let at = 1; at < bytes.length && cuts.length < 60; at++) {
    const [before, here] = [bytes[at - 1], bytes[at]];
    if (before === 13 || before === 10 || here === 13 || here === 10 || at % 97 === 0) cuts.push(at);
  }
  return [0, ...cuts].map((from, index) => bytes.subarray(from, cuts[index] ?? bytes.length));
}
