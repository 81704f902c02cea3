import { describe, it } from 'node:test';
import { expect } from 'chai';
import { valueCure } from '../../src/config/value-cures';
import type { Path } from '../../src/config/problems';

/** Where a value stands, the value, and what to write in its place; the last is not there where nothing better than what was expected is known. */
type Row = readonly [path: Path, value: unknown, cure?: string];

function cures(expected: string, rows: readonly Row[]): void {
  for (const [path, value, cure = expected] of rows)
    it(`${path.join('.')}: ${JSON.stringify(value)?.slice(0, 40)}`, () => void expect(valueCure(path, value, expected)).to.equal(cure));
}

/** As `cures` where what was expected stands behind a cure that says no more than a value. */
function forms(expected: string, rows: readonly Row[]): void {
  cures(
    expected,
    rows.map(([path, value, cure]) =>
      cure === undefined ? [path, value] : [path, value, /[,:] /.test(cure) ? cure : `${cure} (${expected})`],
    ),
  );
}

describe('what to write by key and value', () => {
  cures('what is expected', [
    [['sticky'], false, 'sticky left out'],
    [['sticky'], 'none', 'sticky left out'],
    [['sticky'], 0, 'sticky left out'],
    [['sticky'], true, 'sticky: {cookie: shop}, with a name for the cookie'],
    [['sticky'], 'cookie', 'sticky: {cookie: shop}, with a name for the cookie'],
    [['health'], '/up', 'health: {path: /up}'],
    [['health'], 'tcp', 'health: {type: tcp}'],
    [['health'], true, 'health: {path: /healthz}, or false'],
    [['health'], 'http', 'health: {path: /healthz}, or false'],
    [['outliers'], true, 'outliers left out, since they are on by default, a map such as {consecutive_failures: 5}, or false'],
    [['outliers'], 'enabled', 'outliers left out, since they are on by default, a map such as {consecutive_failures: 5}, or false'],
    [['outliers'], 'some'],
    [['circuit_breaker'], true, 'circuit_breaker: {error_percent: 50}, or false'],
    [['circuit_breaker'], 5, 'circuit_breaker: {error_percent: 50}, or false'],
    [['rate_limit'], false, 'rate_limit left out'],
    [['rate_limit'], '0', 'rate_limit left out'],
    [['rate_limit'], '100r/s', 'rate_limit: {requests: 100, per: 1s}'],
    [['rate_limit'], '100/s', 'rate_limit: {requests: 100, per: 1s}'],
    [['rate_limit'], '100 requests/second', 'rate_limit: {requests: 100, per: 1s}'],
    [['rate_limit'], '50rps', 'rate_limit: {requests: 50, per: 1s}'],
    [['rate_limit'], '60/m', 'rate_limit: {requests: 60, per: 1m}'],
    [['rate_limit'], '60r/min', 'rate_limit: {requests: 60, per: 1m}'],
    [['rate_limit'], '5/hour', 'rate_limit: {requests: 5, per: 1h}'],
    [['rate_limit'], '5/h', 'rate_limit: {requests: 5, per: 1h}'],
    [['rate_limit'], 100, 'rate_limit: {requests: 100, per: 1s}'],
    [['rate_limit'], 'many', 'rate_limit: {requests: 100, per: 1m}'],
    [['rate_limit'], '0/s', 'rate_limit: {requests: 100, per: 1m}'],
    [['redirect'], 'https', 'redirect: {scheme: https}'],
    [['redirect'], 'http://', 'redirect: {scheme: http}'],
    [['redirect'], 'https://www.mango.com', 'redirect: {scheme: https, host: www.mango.com}'],
    [['redirect'], 'https://www.mango.com/', 'redirect: {scheme: https, host: www.mango.com}'],
    [['redirect'], 'https://www.mango.com/cart', 'redirect: {scheme: https, host: www.mango.com, path: /cart}'],
    [['redirect'], '/cart', 'redirect: {path: /cart}'],
    [['redirect'], 'www.mango.com', 'redirect: {scheme: https}'],
    [['redirect'], 'https://$host/a', 'redirect: {scheme: https}'],
    [['respond'], 404, 'respond: {status: 404}'],
    [['respond'], 'hello', 'respond: {status: 200, body: hello}'],
    [['respond'], 40, 'respond: {status: 200, body: hello}'],
    [['mirror'], 'shadow', 'mirror: {pool: shadow}'],
    [['mirror'], 'a b'],
    [['split'], 'canary', 'split: {pools: {stable: 9, canary: 1}}'],
    [['timeouts'], '30s', 'timeouts: {first_byte: 30s}'],
    [['timeouts'], '500ms', 'timeouts: {first_byte: 500ms}'],
    [['timeouts'], 30, 'timeouts: {connect: 3s, first_byte: 30s}'],
    [['client_timeouts'], '10s', 'client_timeouts: {head: 10s, body: 60s}'],
    [['limits'], '10MiB', 'limits: {body: 10MiB}'],
    [['cors'], '*', 'cors: {origins: ["*"]}, or the origins by name'],
    [['cors'], true, 'cors: {origins: ["*"]}, or the origins by name'],
    [['cors'], 'https://app.mango.com', 'cors: {origins: [https://app.mango.com]}'],
    [['cors'], 'app.mango.com'],
    [['proxy_protocol'], true, 'proxy_protocol: {from: [10.0.0.0/8]}, with the proxies that send it'],
    [['send_proxy'], true, 'v1 or v2'],
    [['send_proxy'], 2, 'v1 or v2'],
    [['send_proxy'], 'v3'],
    [['upgrades'], true, 'upgrades: [websocket]'],
    [['upgrades'], false, 'upgrades: []'],
    [['upgrades'], 'websocket'],
    [['retries'], false, '0'],
    [['retries'], 'never', '0'],
    [['panic'], 'off', '0'],
    [['max_queue'], 'none', '0'],
    [['retry_budget'], 'off', '0 for none, or 100 for as many retries as requests'],
    [['slow_start'], 'off', '0s'],
    [['hedge_after'], 'never', 'hedge_after left out'],
    [['interval'], 'off', 'health: false, for no checks at all'],
    [['interval'], '0', 'health: false, for no checks at all'],
    [['interval'], '0s', 'health: false, for no checks at all'],
    [['interval'], 'never', 'health: false, for no checks at all'],
    [['rewrite_rules'], '/old', 'rewrite_rules: {replace: {/old: /new}}'],
    [['header_rules'], 'X-Shop: mango', 'header_rules: {add: {X-Shop: mango}}'],
    [['response_header_rules'], 'X', 'response_header_rules: {add: {X-Shop: mango}}'],
    [['access_log'], '/var/log/mangrove.log', 'log: /var/log/mangrove.log, for the name of the file, and access_log: true'],
    [['access_log'], 'on'],
    [['hash_on'], '$remote_addr', 'ip'],
    [['hash_on'], '$binary_remote_addr', 'ip'],
    [['hash_on'], 'client_ip', 'ip'],
    [['hash_on'], 'source', 'ip'],
    [['hash_on'], '$request_uri', 'path'],
    [['hash_on'], 'uri', 'path'],
    [['hash_on'], 'url', 'path'],
    [['hash_on'], '$http_x_shop', 'header:x_shop'],
    [['hash_on'], 'hdr(X-Shop)', 'header:X-Shop'],
    [['hash_on'], 'header X-Shop', 'header:X-Shop'],
    [['hash_on'], '$cookie_shop', 'cookie:shop'],
    [['hash_on'], 'cookie(shop)', 'cookie:shop'],
    [['hash_on'], '$arg_shop', 'param:shop'],
    [['hash_on'], 'url_param(shop)', 'param:shop'],
    [['hash_on'], 'param shop', 'param:shop'],
    [['hash_on'], 'shop'],
    [['by'], 'ip', 'address'],
    [['by'], '$remote_addr', 'address'],
    [['by'], 'source_ip', 'address'],
    [['by'], 'header X-Shop', 'header:X-Shop'],
    [['by'], 'cookie(shop)', 'cookie:shop'],
    [['by'], 'user'],
    [['pool'], '', 'the name of an entry under pools'],
    [['pool'], 'fruit'],
    [['pool'], ['a', 'b'], 'one name, or split: {pools: {stable: 9, canary: 1}} for several'],
    [['pool'], { servers: [] }, 'the name of a pool; its servers stand under pools'],
    [['policy'], 'ip_hash', 'policy: hash, hash_on: ip'],
    [['policy'], 'source', 'policy: hash, hash_on: ip'],
    [['policy'], 'uri', 'policy: hash, hash_on: path'],
    [['policy'], 'path_hash', 'policy: hash, hash_on: path'],
    [['policy'], 'maglev', 'policy: hash, with what is hashed in hash_on'],
    [['policy'], 'ring_hash', 'policy: hash, with what is hashed in hash_on'],
    [['policy'], 'consistent_hash', 'policy: hash, with what is hashed in hash_on'],
    [['policy'], 'hdr', 'policy: hash, with what is hashed in hash_on'],
    [['policy'], 'rr', 'round_robin, in which the weight of a server counts'],
    [['policy'], 'wrr', 'round_robin, in which the weight of a server counts'],
    [['policy'], 'weighted', 'round_robin, in which the weight of a server counts'],
    [['policy'], 'weighted_round_robin', 'round_robin, in which the weight of a server counts'],
    [['policy'], 'leastconn', 'least_connections'],
    [['policy'], 'least_request', 'least_connections'],
    [['policy'], 'lc', 'least_connections'],
    [['policy'], 'p2c', 'two_choices'],
    [['policy'], 'random two least_conn', 'two_choices'],
    [['policy'], 'power_of_two', 'two_choices'],
    [['policy'], 'ewma', 'least_time'],
    [['policy'], 'peak_ewma', 'least_time'],
    [['policy'], 'fastest', 'least_time'],
    [['policy'], 'cookie', 'sticky: {cookie: shop} in place of a policy'],
    [['policy'], 'sticky', 'sticky: {cookie: shop} in place of a policy'],
    [['policy'], 'failover', 'first'],
    [['policy'], 'backup', 'first'],
    [['policy'], 'mine'],
    [['retry_on'], true, 'retry_on left out, or [connect_failed, reset, 503]'],
    [['retry_on'], 'none', 'retries: 0'],
    [['retry_on'], 'reset'],
    [['host'], ['a', 'b'], 'one name, and an entry of hosts for each'],
    [['host'], []],
    [['listen'], [8080, 8081], 'one of them: Mangrove listens at one address'],
    [['path'], ['/a', '/b'], 'one path, and an entry of paths for each'],
    [['expect'], [200, 204], 'text such as 200,204'],
    [['expect'], [{}], 'text such as 200,204'],
    [['pools'], [{}], 'pools: {fruit: {servers: [localhost:8081]}}, a map from the name of each'],
    [['pools'], 'fruit'],
    [['hosts'], { a: 1 }, 'a list, with a "-" before each entry: "- host: www.mango.com"'],
    [['hosts'], { '-host': 'a' }, 'a list, with a space behind each "-": "- host: …"'],
    [['hosts'], { ' host': 'a' }, 'a list, whose lines begin with usual spaces'],
    [['paths'], { '/cart': {} }, 'a list, with a "-" before each entry: "- path: /cart"'],
    [['paths'], { '-path': 1 }, 'a list, with a space behind each "-": "- path: …"'],
    [['servers'], { a: 1 }, 'a list, with a "-" before each server, or [localhost:8081]'],
    [['retry_on', 0], 'error', 'connect_failed'],
    [['retry_on', 0], 'connect-failure', 'connect_failed'],
    [['retry_on', 0], 'refused', 'connect_failed'],
    [['retry_on', 0], 'reset-before-request', 'reset'],
    [['retry_on', 0], 'disconnected', 'reset'],
    [['retry_on', 0], 'timeout', 'first_byte_timeout'],
    [['retry_on', 0], 'per-try-timeout', 'first_byte_timeout'],
    [['retry_on', 0], '5xx', '502, 503, 504'],
    [['retry_on', 0], 'gateway-error', '502, 503, 504'],
    [['retry_on', 0], 'http_502', '502'],
    [['retry_on', 0], 'http_505'],
    [['retry_on', 0], 'invalid_header', 'bad_answer'],
    [['retry_on', 0], 'empty-response', 'bad_answer'],
    [['retry_on', 0], 'never'],
    [['hosts', 0], 'www.apple.com', '{host: www.apple.com, servers: [localhost:8081]}'],
    [['hosts', 0], null, '{host: www.mango.com, servers: [localhost:8081]}'],
    [['hosts', 0], {}],
    [['paths', 1], '/fruit', '{path: /fruit, servers: [localhost:8081]}'],
    [['paths', 1], [], '{path: /cart, servers: [localhost:8081]}'],
    [['pools', 'fruit'], ['alphonso:80', 8081, 'http://kesar'], '{servers: [alphonso:80, localhost:8081, kesar:80]}'],
    [['pools', 'fruit'], 'alphonso:80', '{servers: [alphonso:80]}'],
    [['a', 'pools', 'fruit'], 'alphonso'],
    [['servers', 0], 'www.apple.com'],
    [['hosts', 0], 'm'.repeat(70), `{host: ${'m'.repeat(60)}, servers: [localhost:8081]}`],
  ]);
});

describe('what to write for text', () => {
  forms('text', [
    [['secret'], true],
    [['token'], ['a']],
    [['cookie'], ['shop'], 'shop, without brackets'],
    [['cookie'], [7], '7, without brackets'],
    [['cookie'], ['a', 'b']],
    [['cookie'], [{}]],
    [['cookie'], ['mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm'], `${'m'.repeat(60)}, without brackets`],
  ]);
});

describe('what to write for a duration such as 500ms, 2s or 1m', () => {
  forms('a duration such as 500ms, 2s or 1m', [
    [['connect'], 5, 'a duration with its unit, such as 5s or 5ms'],
    [['connect'], '5', 'a duration with its unit, such as 5s or 5ms'],
    [['connect'], '0', 'a longer time, with its unit, or 0s where that may be'],
    [['connect'], 0, 'a longer time, with its unit, or 0s where that may be'],
    [['connect'], '1.5', 'a duration with its unit, such as 1.5s or 1.5ms'],
    [['connect'], 'never', 'off where that may be, or a long time such as 24h'],
    [['connect'], 'infinity', 'off where that may be, or a long time such as 24h'],
    [['connect'], -1, 'off where that may be, or a long time such as 24h'],
    [['connect'], '1min', '1m'],
    [['connect'], '2 minutes', '2m'],
    [['connect'], '3 secs', '3s'],
    [['connect'], '10msec', '10ms'],
    [['connect'], '1.5 hours', '1.5h'],
    [['connect'], '2d', '48h'],
    [['connect'], '1 week', '168h'],
    [['connect'], '1h30m', 'one unit, as in 90m'],
    [['connect'], '1m30s', 'one unit, as in 90s'],
    [['connect'], '1h 0.5s', 'one unit, as in 3600.5s'],
    [['connect'], '1s500ms', 'one unit, as in 1.5s'],
    [['connect'], '5 parsecs'],
    [['connect'], 'soon'],
    [['connect'], '1m later'],
    [['connect'], true],
    [['connect'], null],
    [[], 'never'],
  ]);
});

describe('what to write for a size such as 512B, 16KiB or 1MiB', () => {
  forms('a size such as 512B, 16KiB or 1MiB', [
    [['head'], 1048576, 'a size with its unit, such as 1048576B or 1048576KiB'],
    [['head'], '0', 'off, for no limit, or a size'],
    [['head'], 0, 'off, for no limit, or a size'],
    [['head'], '10mb', '10MiB'],
    [['head'], '16k', '16KiB'],
    [['head'], '5 GB', '5GiB'],
    [['head'], '7bytes', '7B'],
    [['head'], '3.5MiB'],
    [['head'], '512', 'a size with its unit, such as 512B or 512KiB'],
    [['head'], '1ti'],
    [['head'], 'much'],
    [['head'], '10kx'],
    [['head'], null],
  ]);
});

describe('what to write for true or false', () => {
  forms('true or false', [
    [['exact'], 'true', 'true, without quotes'],
    [['exact'], 'false', 'false, without quotes'],
    [['exact'], 'on', 'true'],
    [['exact'], 'yes', 'true'],
    [['exact'], 'y', 'true'],
    [['exact'], 1, 'true'],
    [['exact'], 'enabled', 'true'],
    [['exact'], 'off', 'false'],
    [['exact'], 'no', 'false'],
    [['exact'], 0, 'false'],
    [['exact'], 'disabled', 'false'],
    [['exact'], 'none', 'false'],
    [['exact'], 'maybe'],
    [['exact'], null],
  ]);
});

describe('what to write for status codes such as 200', () => {
  forms('status codes such as 200', [
    [['expect'], '2xx', '200-299'],
    [['expect'], '2xx|3XX', '200-299,300-399'],
    [['expect'], '200 204', '200,204'],
    [['expect'], '200,204;301', '200,204,301'],
    [['expect'], '200'],
    [['expect'], '200 600'],
    [['expect'], '6xx'],
    [['expect'], 200],
  ]);
});

describe('what to write for a path that starts with "/"', () => {
  forms('a path that starts with "/"', [
    [['path'], 'cart', '/cart'],
    [['path'], 'cart/new', '/cart/new'],
    [['path'], 'https://www.mango.com/cart', '/cart, without scheme and host'],
    [['path'], 'http://www.mango.com', '/, without scheme and host'],
    [['path'], 'HTTP://a/b?c', '/b, without scheme and host'],
    [['path'], '~ ^/cart', 'the beginning of a path, such as /cart: a path is no pattern'],
    [['path'], '^~ /cart', 'the beginning of a path, such as /cart: a path is no pattern'],
    [['path'], '= /cart', 'the beginning of a path, such as /cart: a path is no pattern'],
    [['path'], '^/cart', 'the beginning of a path, such as /cart: a path is no pattern'],
    [['path'], '/cart$', 'the beginning of a path, such as /cart: a path is no pattern'],
    [['path'], '/cart/(.*)', 'the beginning of a path, such as /cart: a path is no pattern'],
    [['path'], '/cart#top', '/cart, since what follows "#" never leaves the browser'],
    [['path'], '#top', '/, since what follows "#" never leaves the browser'],
    [['path'], '/cart?a=1', '/cart, and what follows "?" under params'],
    [['path'], '?a=1', '/, and what follows "?" under params'],
    [['path'], '/my shop', '/my%20shop, as clients send it'],
    [['path'], '/a  b', '/a%20%20b, as clients send it'],
    [['path'], '/ü ü'],
    [['path'], 'ü'],
    [['path'], `/${'m'.repeat(60)}`],
    [['path'], 7],
  ]);
});

describe('what to write for a host name such as www.mango.com', () => {
  forms('a host name such as www.mango.com', [
    [['host'], '*', 'top-level paths, which answer for every host that no entry names'],
    [['host'], '_', 'top-level paths, which answer for every host that no entry names'],
    [['host'], 'http://www.mango.com', 'www.mango.com'],
    [['host'], 'www.mango.com/cart', 'www.mango.com'],
    [['host'], 'www.mango.com:8080', 'www.mango.com'],
    [['host'], ' www.mango.com', 'www.mango.com'],
    [['host'], 'a.com b.com', 'one name, and an entry of hosts for each'],
    [['host'], 'a.com, *.b.com', 'one name, and an entry of hosts for each'],
    [['host'], '“a.com”', 'the name without the quotes of printed text'],
    [['host'], '.mango.com', '*.mango.com, which stands for one label'],
    [['host'], '[::1]:80', '[::1]'],
    [['host'], '[10.0.0.1]', '10.0.0.1'],
    [['host'], '[::1', '[::1]'],
    [['host'], '::1'],
    [['host'], '~^www', 'a name, or one such as *.mango.com with "*" for its first label: a host is no pattern'],
    [['host'], 'www.*', 'a name, or one such as *.mango.com with "*" for its first label: a host is no pattern'],
    [['host'], '*.mango.com:80', '*.mango.com'],
    [['host'], 'a.*.com', 'a name, or one such as *.mango.com with "*" for its first label: a host is no pattern'],
    [['host'], 'shop!'],
    [['host'], 'm'.repeat(81)],
    [['host'], 7],
  ]);
});

describe('what to write for a port, or an address such as 127.0.0.1:8080', () => {
  forms('a port, or an address such as 127.0.0.1:8080', [
    [['listen'], '8080/tcp', '8080'],
    [['listen'], '443 ssl', 'a port alone: Mangrove speaks no TLS yet'],
    [['listen'], 'https://a', 'a port alone: Mangrove speaks no TLS yet'],
    [['listen'], 'http://0.0.0.0:80/', '0.0.0.0:80'],
    [['listen'], 'tcp://127.0.0.1:80', '127.0.0.1:80'],
    [['listen'], '*:80', '80'],
    [['listen'], ':80', '80'],
    [['listen'], '"8080"'],
    [['listen'], '8080', '8080, without quotes'],
    [['listen'], '127.0.0.1', 'a port too, as in 127.0.0.1:8080'],
    [['listen'], '::1', 'a port too, as in [::1]:8080'],
    [['listen'], 'localhost', 'a port too, as in localhost:8080'],
    [['listen'], '[::1]:80'],
    [['listen'], '80 default_server', '80'],
    [['listen'], '123456'],
    [['listen'], 'a b'],
  ]);
});

describe('what to write for a whole number, 1 or more', () => {
  forms('a whole number, 1 or more', [
    [['weight'], '3', '3, without quotes'],
    [['weight'], ' 3 ', '3, without quotes'],
    [['weight'], '1.5', '1.5, without quotes'],
    [['weight'], '30%', '30, without "%"'],
    [['weight'], '30 %', '30, without "%"'],
    [['weight'], 'three'],
    [['weight'], true],
  ]);
});

describe('what to write for one of 301, 302, 303, 307, 308', () => {
  forms('one of 301, 302, 303, 307, 308', [[['status'], '301', '301, without quotes']]);
});

describe('what to write for host:port', () => {
  forms('host:port', [
    [['address'], 'http://alphonso', 'alphonso:80'],
    [['address'], '8081', 'localhost:8081'],
    [['address'], 8081, 'localhost:8081'],
    [['address'], 'alphonso:80 weight=3', '{address: "alphonso:80", weight: 3}'],
    [['address'], 'alphonso:80 backup', '{address: "alphonso:80", backup: true}'],
    [['address'], 'https://a'],
    [['address'], 7],
  ]);
});

describe('what to write for a list of names', () => {
  forms('a list of names', [
    [['methods'], 'GET', '[GET]'],
    [['methods'], 'GET, POST', '[GET, POST]'],
    [['methods'], 'a|b;c', '[a, b, c]'],
    [['methods'], ''],
    [['methods'], '{a}'],
    [['methods'], '*'],
    [['methods'], 'm'.repeat(81)],
    [['methods'], null],
    [['servers'], '8081, http://kesar', '[localhost:8081, kesar:80]'],
  ]);
});

describe('what to write for a list', () => {
  forms('a list', [
    [['hosts'], 'a', 'a list of entries, such as [{host: www.mango.com, servers: [localhost:8081]}]'],
    [['paths'], '/a', 'a list of entries, such as [{path: /cart, servers: [localhost:8081]}]'],
  ]);
});

describe('what to write for a header name', () => {
  forms('a header name', [[['x'], ['X-Shop'], 'X-Shop, without brackets']]);
});

describe('what to write for a cookie name', () => {
  forms('a cookie name', [[['x'], ['shop'], 'shop, without brackets']]);
});

describe('what to write for false, or a map', () => {
  forms('false, or a map', [[['x'], 'off', 'false']]);
});

describe('what to write for true, false, or a map', () => {
  forms('true, false, or a map', [[['x'], 'on', 'true']]);
});

describe('what to write for off, or a duration', () => {
  forms('off, or a duration', [[['x'], '5', 'a duration with its unit, such as 5s or 5ms']]);
});

describe('what to write for off, or a size', () => {
  forms('off, or a size', [[['x'], '5', 'a size with its unit, such as 5B or 5KiB']]);
});

describe('what to write for a number', () => {
  forms('a number', [[['x'], '5', '5, without quotes']]);
});

describe('what to write for something else', () => {
  forms('something else', [[['x'], '5']]);
});
