import { describe, it } from 'node:test';
import { expect } from 'chai';
import { problems } from './problems';

/** A path entry that is right but for the lines it is given. */
const entry = (...lines: string[]) => `paths:\n  - path: /a\n${lines.map((line) => `    ${line}\n`).join('')}`;
const served = (...lines: string[]) => entry('servers: [a:1]', ...lines);

type Case = readonly [name: string, text: string, ...expected: string[]];

const nameServer = 'the address of a name server such as 10.0.0.2 or 127.0.0.1:5353';

const cases: readonly (readonly [about: string, cases: readonly Case[]])[] = [
  [
    'name servers',
    [
      [
        'a name',
        `resolver: {servers: [dns.mango.test]}\n${served()}`,
        `1:22 resolver.servers[0]: "dns.mango.test" is a name, and names are what it is to find: expected ${nameServer}`,
      ],
      ['a port alone', `resolver: {servers: [53]}\n${served()}`, `1:22 resolver.servers[0]: found 53: expected ${nameServer}`],
      [
        'a port out of range',
        `resolver: {servers: ["127.0.0.1:70000"]}\n${served()}`,
        `1:22 resolver.servers[0]: found "127.0.0.1:70000": expected ${nameServer}`,
      ],
      [
        'an address with a zone',
        `resolver: {servers: ["fe80::1%eth0"]}\n${served()}`,
        `1:22 resolver.servers[0]: found "fe80::1%eth0": expected ${nameServer}`,
      ],
      [
        'none in the list',
        `resolver: {servers: []}\n${served()}`,
        '1:21 resolver.servers: servers is an empty list: expected a list of name servers, or none at all for those of /etc/resolv.conf',
      ],
      [
        'a misspelt key',
        `resolver: {server: [10.0.0.2]}\n${served()}`,
        '1:12 resolver.server: unknown key "server"; did you mean "servers"?',
      ],
    ],
  ],
  [
    'keys',
    [
      ['a misspelt key', served('polcy: random'), '4:5 paths[0].polcy: unknown key "polcy"; did you mean "policy"?'],
      [
        'a key in another style',
        served('headerRules: {}'),
        '4:5 paths[0].headerRules: unknown key "headerRules"; did you mean "header_rules"?',
      ],
      [
        'an unknown key',
        served('timeouts: {forever: 1s}'),
        '4:16 paths[0].timeouts.forever: unknown key "forever": expected one of connect, first_byte, idle, continue, tunnel, queue, request, keep_alive',
      ],
      [
        'an unknown key where all others are there',
        served('keep_alive: {idle: 4s, max_age: 0s, max_requests: 0}'),
        '4:18 paths[0].keep_alive.idle: unknown key "idle": expected it in timeouts',
        '4:37 paths[0].keep_alive.max_age: max_age is "0s": expected off, or a duration above zero and of at most 24 days (576h)',
        '4:55 paths[0].keep_alive.max_requests: max_requests is 0: expected a whole number, 1 or more',
      ],
      [
        'a duration where limits are expected',
        served('keep_alive: 4s'),
        '4:17 paths[0].keep_alive: keep_alive is "4s": expected a map such as {max_age: 1h, max_requests: 1000}',
      ],
      [
        'a missing key',
        'hosts:\n  - servers: [a:1]\n',
        '2:5 hosts[0].host: host is missing: expected a host name such as www.mango.com or *.mango.com',
      ],
      [
        'a missing key that is only misspelt',
        'hosts:\n  - hots: a.com\n    servers: [a:1]\n',
        '2:5 hosts[0].hots: unknown key "hots"; did you mean "host"?',
      ],
      [
        'a prototype for a key',
        served('header_rules: {add: {__proto__: x}}'),
        '4:26 paths[0].header_rules.add.__proto__: unknown key "__proto__": expected a key that means something here',
      ],
      [
        'a key that is no header name',
        served('headers: {a b: x}'),
        '4:15 paths[0].headers["a b"]: key "a b" does not fit: expected a header name (letters, digits and "-")',
      ],
    ],
  ],
  [
    'values',
    [
      ['a port out of range', `listen: 70000\n${served()}`, '1:9 listen: port 70000 is out of range: expected a port from 0 to 65535'],
      [
        'an address out of range',
        `admin: 127.0.0.1:70000\n${served()}`,
        '1:8 admin: port 70000 is out of range: expected a port from 0 to 65535',
      ],
      [
        'no address at all',
        `listen: []\n${served()}`,
        '1:9 listen: listen is an empty list: expected a port, or an address such as 127.0.0.1:8080',
      ],
      [
        'a shared port as others write it',
        `listen: {port: 8080, reuse_port: true}\n${served()}`,
        '1:9 listen: reuse_port has no place in listen: expected, beside each other, listen: 8080 and reuse_port: true',
      ],
      [
        'a shared port as nginx writes it',
        `listen: 8080 reuseport\n${served()}`,
        '1:9 listen: reuse_port has no place in listen: expected, beside each other, listen: 8080 and reuse_port: true',
      ],
      ['a shared port in one word', `reuseport: true\n${served()}`, '1:1 reuseport: unknown key "reuseport"; did you mean "reuse_port"?'],
      [
        'a server without port',
        entry('servers: [localhost]'),
        '3:15 paths[0].servers[0]: "localhost" has no port: expected host:port such as localhost:8081',
      ],
      [
        'a server with a scheme',
        entry('servers: ["http://a:1"]'),
        '3:15 paths[0].servers[0]: "http://a:1" starts with http://: expected a:1',
      ],
      [
        'a server with a port out of range',
        entry('servers:', '  - address: a:99999'),
        '4:18 paths[0].servers[0].address: port 99999 is out of range: expected a port from 1 to 65535',
      ],
      ['a server that is a number', entry('servers: [8081]'), '3:15 paths[0].servers[0]: "8081" is a port alone: expected localhost:8081'],
      [
        'a typo within a server',
        entry('servers: [{address: a:1, wieght: 2}]'),
        '3:30 paths[0].servers[0].wieght: unknown key "wieght"; did you mean "weight"?',
      ],
      [
        'a negative weight',
        entry('servers: [{address: a:1, weight: -1}]'),
        '3:38 paths[0].servers[0].weight: weight is -1: expected a whole number from 0 to 256',
      ],
      ['no servers', entry('servers: []'), '3:14 paths[0].servers: servers is an empty list: expected at least one server'],
      [
        'an unknown policy',
        served('policy: round_robbin'),
        '4:13 paths[0].policy: unknown policy "round_robbin"; did you mean "round_robin"? (one of round_robin, least_connections, random, two_choices, least_time, hash, first)',
      ],
      [
        'a policy by the name another product gives it',
        served('policy: least_conn'),
        '4:13 paths[0].policy: unknown policy "least_conn"; did you mean "least_connections"? (one of round_robin, least_connections, random, two_choices, least_time, hash, first)',
      ],
      [
        'a policy like no other',
        served('policy: zzz'),
        '4:13 paths[0].policy: unknown policy "zzz": expected one of round_robin, least_connections, random, two_choices, least_time, hash, first',
      ],
      [
        'a number in quotes',
        served('retry_on: ["503"]'),
        '4:16 paths[0].retry_on[0]: unknown value "503": expected 503, a number without quotes',
      ],
      ['a typo within a health check', served('health: {pth: /x}'), '4:14 paths[0].health.pth: unknown key "pth"; did you mean "path"?'],
      ['health: true', served('health: true'), '4:13 paths[0].health: health is true: expected health: {path: /healthz}, or false'],
      [
        'a number for a duration',
        served('health: {interval: 5}'),
        '4:24 paths[0].health.interval: interval is 5: expected a duration with its unit, such as 5s or 5ms',
      ],
      [
        'an empty value, which has only its key',
        served('policy:'),
        '4:5 paths[0].policy: policy is empty: expected one of round_robin, least_connections, random, two_choices, least_time, hash, first',
      ],
      [
        'an unknown status',
        entry('redirect: {path: /, status: 305}'),
        '3:33 paths[0].redirect.status: status is 305: expected one of 301, 302, 303, 307, 308',
      ],
      [
        'an address that is none',
        served('firewall_rules: {ip_reject: [10.0.0.256]}'),
        '4:34 paths[0].firewall_rules.ip_reject[0]: found "10.0.0.256": expected an IP address or a network such as 10.0.0.0/8',
      ],
      [
        'names that are no list',
        served('header_rules: {remove: Host}'),
        '4:28 paths[0].header_rules.remove: remove is "Host": expected [Host] (a list of names, or a map with the names as its keys)',
      ],
      [
        'a pattern that RE2 refuses',
        served("rewrite_rules: {regex: {'(?=a)': b}}"),
        '4:29 paths[0].rewrite_rules.regex["(?=a)"]: "(?=a)" is no RE2 pattern, since RE2 does not know a group of this kind: expected no look-around such as (?=…), (?!…), (?<=…) or (?<!…)',
      ],
      ['a list in place of a map', '[]', '1:1 : the file holds an empty list: expected a map with hosts or paths'],
    ],
  ],
  [
    'destinations',
    [
      ['no entry', 'hosts: []\npaths: []\n', '1:1 : there is nothing to balance: expected at least one entry under hosts or paths'],
      [
        'a path with none',
        entry('exact: true'),
        '2:5 paths[0]: this path has nothing that answers: expected one of servers, pool, split, redirect, respond',
      ],
      [
        'a host with none',
        'hosts:\n  - host: a.com\n',
        '2:5 hosts[0]: this host has nothing that answers: expected one of servers, pool, split, redirect, respond, or paths',
      ],
      [
        'a path with none in a host with none',
        'hosts:\n  - host: a.com\n    paths:\n      - path: /x\n',
        '4:9 hosts[0].paths[0]: this path has nothing that answers, and neither has its host: expected one of servers, pool, split, redirect, respond',
      ],
      ['several', served('respond: {}'), '4:5 paths[0].respond: servers and respond are given together: expected only one of them'],
      [
        'a pool that is not there',
        `pools: {mango: {servers: [a:1]}}\n${entry('pool: mangos')}`,
        '4:11 paths[0].pool: unknown pool "mangos"; did you mean "mango"? (one of mango)',
      ],
      [
        'a pool where there are none',
        entry('pool: constructor'),
        '3:11 paths[0].pool: unknown pool "constructor": expected a name under pools (there is none)',
      ],
      [
        'settings beside a pool',
        `pools: {mango: {servers: [a:1]}}\n${entry('pool: mango', 'policy: random')}`,
        '5:5 paths[0].policy: policy has no effect beside pool: expected it in the pool itself',
      ],
      [
        'settings beside an answer',
        entry('respond: {}', 'health: false'),
        '4:5 paths[0].health: health has no effect beside respond: expected it beside servers',
      ],
    ],
  ],
  [
    'conflicts',
    [
      [
        'a host twice, in another spelling',
        'hosts:\n  - host: www.mango.com\n    servers: [a:1]\n  - host: WWW.mango.com.\n    servers: [a:2]\n',
        '4:11 hosts[1].host: host "WWW.mango.com." at line 4 can never win, because "www.mango.com" at line 2 takes the same requests: expected one entry, or different methods, headers or params',
      ],
      [
        'a path twice but for its slash',
        'paths:\n  - path: /a\n    respond: {}\n  - path: /a/\n    respond: {}\n',
        '4:11 paths[1].path: path "/a/" at line 4 can never win, because "/a" at line 2 takes the same requests: expected one entry, or different methods, headers or params',
      ],
      [
        'methods that others have taken',
        'paths:\n  - {path: /a, methods: [GET], respond: {}}\n  - {path: /a, methods: [post], respond: {}}\n  - {path: /a, methods: [get, POST], respond: {}}\n',
        '4:12 paths[2].path: path "/a" at line 4 can never win, because "/a" at line 2 and "/a" at line 3 take the same requests: expected one entry, or different methods, headers or params',
      ],
      [
        'headers in another order and case',
        'paths:\n  - {path: /a, headers: {A: 1, B: 2}, respond: {}}\n  - {path: /a, headers: {b: "2", a: 1}, respond: {}}\n',
        '3:12 paths[1].path: path "/a" at line 3 can never win, because "/a" at line 2 takes the same requests: expected one entry, or different methods, headers or params',
      ],
      [
        'a server twice in a pool',
        entry('servers:', '  - a:1', '  - address: A:1'),
        '5:18 paths[0].servers[1].address: server "A:1" is in this pool already, at line 4: expected each server once (weight gives one a larger share)',
      ],
      [
        'two listeners on one port',
        `listen: 8080\nadmin: 8080\n${served()}`,
        '2:8 admin: admin has port 8080, which listen has too: expected two different ports',
      ],
      [
        'the port that admin has by default',
        `listen: 7070\n${served()}`,
        '1:9 listen: listen has port 7070, which admin has by default: expected two different ports',
      ],
    ],
  ],
  [
    'YAML',
    [
      ['a syntax error', 'paths: [\nhosts: 1\n', '1:8 : a "[" is opened here and not closed: expected a "]" before the next key'],
      [
        'a key twice',
        served('servers: [b:1]'),
        '4:5 paths[0].servers: key "servers" is given twice in this map, first at line 3: expected it once',
      ],
      ['two documents', `${served()}---\na: 1\n`, '4:1 : a second document starts here: expected one document in the file'],
      ['a key that is a list', '? [a]\n: b\n', '1:3 : this key is a list or a map: expected text as the key'],
      [
        'a tag',
        'paths: !list []\n',
        '1:8 : "!list" is a tag, which means nothing in a config: expected the value itself, or quotes around a text that begins with "!"',
      ],
      [
        'an unknown alias',
        `${entry('servers: &mango [a:1]', 'methods: *mangoo')}`,
        '4:14 paths[0].methods: unknown alias "*mangoo"; did you mean *mango?',
      ],
      [
        'an alias of what it stands in',
        'paths: &a [*a]\n',
        '1:12 paths[0]: alias "*a" stands inside the value it names: expected an anchor that ends before it',
      ],
    ],
  ],
];

for (const [about, some] of cases) {
  describe(`mistakes in ${about}`, () => {
    for (const [name, text, ...expected] of some) {
      it(name, () => {
        expect(problems(text)).to.deep.equal(expected);
      });
    }
  });
}

describe('mistakes together', () => {
  it('are all reported, in the order of the text', () => {
    const text = `listen: -1\n${served('policy: x', 'helth: {}')}hosts: {}\n`;
    expect(problems(text).map((problem) => problem.split(':', 2).join(':'))).to.deep.equal([
      '1:9 listen',
      '5:13 paths[0].policy',
      '6:5 paths[0].helth',
      '7:8 hosts',
    ]);
  });

  it('of an alias bomb are one', () => {
    const levels = Array.from('bcdefgh', (name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(', ')}]`);
    expect(problems(['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]', ...levels].join('\n'))).to.deep.equal([
      '6:36 f[7]: aliases make this file larger than 1000000 values: expected fewer or smaller ones',
    ]);
  });
});
