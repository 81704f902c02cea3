// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is what a config says.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { formatProblems, parseConfig } from '../../src/config/load';
import type { Config } from '../../src/config/schema';

function configOf(text: string, env: Readonly<Record<string, string>>): Config {
  const loaded = parseConfig(text, 'mangrove.yaml', { env });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded.config;
}

function bodyOf(written: string, env: Readonly<Record<string, string>>): string | undefined {
  const body = configOf(stringify({ paths: [{ path: '/', respond: { body: written } }] }), env).paths[0]?.respond?.body;
  return body === undefined ? undefined : Buffer.from(body, 'latin1').toString();
}

function said(text: string, env: Readonly<Record<string, string>>): string {
  const loaded = parseConfig(text, 'mangrove.yaml', { env });
  return formatProblems(loaded.ok ? loaded.warnings : loaded.problems);
}

describe('a variable in a config', () => {
  it('gives its value as it is, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        expect(bodyOf('<${FRUIT}>', { FRUIT: value })).to.equal(`<${value}>`);
        expect(bodyOf('${FRUIT}', { FRUIT: value })).to.equal(value);
      }),
    );
  });

  it('leaves all text that has no ${ in it', () => {
    const unit = fc.constantFrom('$', '{', '}', ':', '-', 'A', ' ', '1');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const escaped = text.replaceAll('${', () => '$${');
        expect(bodyOf(escaped, {})).to.equal(text);
      }),
    );
  });

  it('is of the environment that was given, and of the process when none was', () => {
    const text = 'paths: [{path: /, respond: {body: "${MANGROVE_TEST_FRUIT}"}}]';
    process.env.MANGROVE_TEST_FRUIT = 'fig';
    try {
      expect(parseConfig(text, 'mangrove.yaml').ok).to.equal(true);
      expect(parseConfig(text, 'mangrove.yaml', { env: {} }).ok).to.equal(false);
    } finally {
      delete process.env.MANGROVE_TEST_FRUIT;
    }
  });

  it('needs no quotes in [ ] and { }', () => {
    const text = 'paths: [{path: ${A}, servers: [${B}:80, ${C:-fuji:80}], header_rules: {add: {X: ${A}${B}, Y: $${A}}}}]';
    const [entry] = configOf(text, { A: '/a', B: 'kesar' }).paths;
    expect(entry?.servers?.map(({ address }) => address)).to.deep.equal(['kesar:80', 'fuji:80']);
    expect(entry?.header_rules?.add).to.deep.equal({ X: '/akesar', Y: '${A}' });
  });

  it('is not mistaken for characters that stand in the text already', () => {
    expect(bodyOf('\uf8f0\uf8f1A\uf8f2 ${A}', { A: 'fig' })).to.equal('\uf8f0\uf8f1A\uf8f2 fig');
  });

  it('cannot fill the memory', () => {
    const text = `paths:\n${'  - {path: /, respond: {body: "${BIG}"}}\n'.repeat(20)}`;
    expect(said(text, { BIG: 'x'.repeat(1024 ** 2) })).to.contain('larger than 16 MiB');
  });

  it('never brings an error of the YAML reader, a list or a map', () => {
    const unit = fc.constantFrom('-', '.', '+', '0', '1', 'x', 'e', 'n', 'a', '_', ':', '~', '[', '{', '!', '&', '*', ' ', '\n');
    fc.assert(
      fc.property(fc.string({ unit }), (value) => {
        expect(bodyOf('${A}', { A: value })).to.equal(value);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what came from the environment', () => {
  const secret = 'Qx7-söcret';
  const entries = [
    'listen: ${S}',
    'admin: {listen: 7070, token: "${S}"}',
    'rate_limit_store: {url: "redis//${S}"}',
    'trusted_proxies: ["${S}"]',
    'limits: ${S}',
    'shutdown_delay: ${S}',
    'access_log: ${S}',
    'pools: ${S}',
    'hosts: ["${S}"]',
    'include: ${S}',
    'include: ["${S}/x.yaml"]',
    'hosts: [{host: "${S}", respond: {}}, {host: "${S}", respond: {}}]',
    'hosts: [{host: a, pool: "${S}"}]',
    'hosts: [{host: a, servers: ["${S}"]}]',
    'hosts: [{host: a, servers: ["${S}:99999"]}]',
    'hosts: [{host: a, servers: ["https://${S}:80"]}]',
    'hosts: [{host: a, servers: ["a:1"], policy: "${S}", hash_on: "${S}"}]',
    'hosts: [{host: a, servers: ["a:1"], health: "${S}"}]',
    'hosts: [{host: a, servers: ["a:1"], health: {path: "${S}", interval: "${S}", fast_interval: "${S}"}}]',
    'hosts: [{host: a, servers: ["a:1"], transport: "${S}", upgrades: ["${S}"], retry_on: ["${S}"]}]',
    'hosts: [{host: a, servers: ["a:1"], sticky: {cookie: "${S}", secret: "${S}"}}]',
    'hosts: [{host: a, servers: ["a:1"], header_rules: {add: {Host: "${S}"}}}]',
    'hosts: [{host: a, servers: ["a:1"], header_rules: {remove: ["${S}"]}}]',
    'hosts: [{host: a, servers: ["a:1"], rewrite_rules: {replace: "${S}"}}]',
    'hosts: [{host: a, methods: ["${S}"], respond: {}}]',
    'hosts: [{host: a, redirect: {path: "${S}", status: "${S}"}}]',
    'hosts: [{host: a, split: {pools: {b: "${S}"}, pin: "${S}"}}]',
    'hosts: [{host: a, respond: {}, basic_auth: {users: {ann: "${S}"}}}]',
    'hosts: [{host: a, respond: {}, basic_auth: "${S}"}]',
    'hosts: [{host: a, respond: {}, cors: {origins: ["${S}"], methods: ["${S}"]}}]',
    'hosts: [{host: a, respond: {}, forward_auth: {pool: "${S}", path: "${S}"}}]',
    'hosts: [{host: a, respond: {}, rate_limit: {requests: "${S}", per: "${S}", by: "${S}"}}]',
    'hosts: [{host: a, respond: {}, firewall_rules: {ip_reject: ["${S}"], header_reject: ["${S}"], method_reject: ["${S}"]}}]',
  ];
  for (const entry of entries)
    it(`is not shown when it is wrong in ${entry}`, () => {
      const message = said(`${entry}\npaths: [{path: /, respond: {}}]\n`, { S: secret });
      expect(message).to.match(/mangrove\.yaml:\d/);
      expect(message.toLowerCase()).not.to.match(/qx7|söcret|xn--[a-z0-9]/);
    });

  // Each as it may look in the place where it is wrong, or surely not meant, with what is not to be seen of it.
  const shapes: readonly (readonly [entry: string, value: string, expected?: string])[] = [
    // Cures that are made of the value.
    ['hosts: [{host: a, servers: ["${S}"]}]', 'http://qx7secret'],
    ['hosts: [{host: a, servers: ["${S}"]}]', 'https://qx7secret:80'],
    ['hosts: [{host: a, servers: ["${S}"]}]', 'qx7secret:80/path'],
    ['hosts: [{host: a, servers: ["${S}"]}]', 'qx7secret:80 weight=3'],
    ['hosts: [{host: a, servers: ["${S}"]}]', 'ｑｘ7ｓｅｃｒｅｔ:80'],
    ['hosts: [{host: a, servers: [{address: "${S}"}]}]', 'unix:/qx7secret'],
    ['hosts: [{host: a, servers: "${S}"}]', 'qx7secret:80, b:80'],
    ['hosts: [{host: a, servers: [{host: "${S}", port: 80}]}]', 'qx7secret'],
    ['hosts: [{host: a, servers: [{url: "${S}"}]}]', 'http://qx7secret:80'],
    ['hosts: [{host: a, proxy_pass: "${S}"}]', 'http://qx7secret:80'],
    ['hosts: [{host: a, upstream: "${S}"}]', 'qx7secret'],
    ['hosts: [{host: a, respond: {}, location: "${S}"}]', '/qx7secret'],
    ['hosts: [{server_name: "${S}", respond: {}}]', 'qx7secret.com'],
    ['hosts: [{host: a, servers: ["a:1"], sticky_cookie: "${S}"}]', 'qx7secret'],
    ['hosts: [{host: "${S}", respond: {}}]', 'http://qx7secret.com/'],
    ['hosts: [{host: "${S}", respond: {}}]', '.qx7secret.com'],
    ['hosts: ["${S}"]', 'qx7secret'],
    ['hosts: [{host: a, paths: ["${S}"], respond: {}}]', '/qx7secret'],
    ['hosts: [{host: a, paths: "${S}", respond: {}}]', '/qx7secret'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}}]}]', 'qx7secret/x'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}}]}]', '/qx7secret?x=1'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}}]}]', 'https://a/qx7secret'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}}]}]', '/../qx7secret'],
    ['pools: {p: ["${S}", "b:80"]}', 'qx7secret:80'],
    ['pools: {p: "${S}"}', 'qx7secret:80'],
    ['hosts: [{host: a, pool: ["${S}"]}]', 'qx7secret'],
    ['hosts: [{host: a, mirror: "${S}", respond: {}}]', 'qx7secret'],
    ['hosts: [{host: a, redirect: "${S}"}]', 'https://qx7secret/x'],
    ['hosts: [{host: a, respond: "${S}"}]', 'qx7secret'],
    ['hosts: [{host: a, respond: {}, methods: "${S}"}]', 'qx7secret, b'],
    ['hosts: [{host: a, respond: {}, cors: "${S}"}]', 'https://qx7secret'],
    ['hosts: [{host: a, respond: {}, cors: {origins: ["${S}"]}}]', 'https://qx7secret/x'],
    ['hosts: [{host: a, servers: ["a:1"], hash_on: "${S}"}]', '$http_qx7secret'],
    ['hosts: [{host: a, servers: ["a:1"], policy: hash, hash_on: "${S}"}]', '$cookie_qx7secret'],
    ['hosts: [{host: a, servers: ["a:1"], health: "${S}"}]', '/qx7secret'],
    ['hosts: [{host: a, servers: ["a:1"], health: {expect: "${S}"}}]', '777qx7secret'],
    ['hosts: [{host: a, servers: ["a:1"], timeouts: "${S}"}]', '77777s'],
    ['hosts: [{host: a, servers: ["a:1"], timeouts: {connect: "${S}"}}]', '77777sec'],
    ['limits: {body: "${S}"}', '77777mb'],
    ['limits: {connections: "${S}"}', '77777%'],
    ['listen: "${S}"', 'http://qx7secret:80'],
    ['listen: "${S}"', 'qx7secret'],
    ['access_log: "${S}"', '/qx7secret.log'],
    ['access_log: {fields: ["${S}"], except: ["${S}"]}', 'qx7secret'],
    ['log_format: "${S}"', 'qx7secret'],
    ['resolver: {servers: ["${S}"]}', 'qx7secret'],
    ['rate_limit_store: "${S}"', 'rediss://:qx7secret@a/x/y'],
    ['admin: {listen: 7070, hosts: ["${S}"]}', 'qx7secret:80'],
    ['proxy_protocol: {from: ["${S}"]}', 'qx7secret'],
    ['hosts: [{host: a, servers: ["a:1"], rewrite_rules: {regex: {"^/a": "${S}"}}}]', '\\9qx7secret'],
    ['hosts: [{host: a, servers: ["a:1"], header_rules: {add: {Host: "${S}"}}}]', 'ｑｘ7ｓｅｃｒｅｔ'],
    ['hosts: [{host: a, respond: {}, headers: {X: "${S}"}}]', ' qx7secret '],
    ['hosts: [{host: a, respond: {}, methods: ["${S}"]}]', 'qx7secret'],
    // What can never win.
    ['hosts: [{host: "${S}", respond: {}}, {host: "${S}", respond: {}}]', 'qx7secret.com.'],
    ['hosts: [{host: "${S}", respond: {}}, {host: "${S}.", respond: {}}]', 'qx7secret.com'],
    ['hosts: [{host: a, paths: [{path: "/x/..${S}", respond: {}}, {path: "${S}/", respond: {}}]}]', '/q%78%37secret', 'can never win'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}, headers: {B: "1", b: "2"}}]}]', '/qx7secret', 'can never win'],
    ['hosts: [{host: a, respond: {}, headers: {B: "${S}", b: "2"}}]', 'qx7secret', 'can never win'],
    ['hosts: [{host: a, servers: ["${S}", "${S}"]}]', 'qx7secret:80', 'already'],
    ['hosts: [{host: a, servers: ["a:1"], header_rules: {add: {B: "${S}", b: "2"}}}]', 'qx7secret', 'the same once compared'],
    // Warnings.
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}}]}]', '/qx7secret/*', 'stands for itself'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}}]}]', '/a/:qx7secret', 'stands for itself'],
    ['hosts: [{host: a, paths: [{path: "${S}", respond: {}, firewall_rules: {path_reject: [/b]}}]}]', '/qx7secret', 'never comes here'],
    ['hosts: [{host: a, paths: [{path: "/b", respond: {}, firewall_rules: {path_reject: ["${S}"]}}]}]', '/qx7sécret', 'never comes here'],
    ['firewall_rules: {path_reject: ["${S}", "${S}"]}', '/qx7secret', 'already'],
    ['firewall_rules: {ip_reject: ["${S}"]}', '77.77.77.77/8', 'stands for its whole network'],
    ['firewall_rules: {ip_reject: ["${S}", "${S}"]}', '77.77.77.77', 'already'],
    ['firewall_rules: {ip_reject: ["${S}"], ip_allow: ["${S}"]}', '77.77.77.77', 'refused all the same'],
    ['trusted_proxies: ["${S}"]', '0.0.0.0/0', 'trusts everybody'],
    ['admin: "${S}"', '77.77.77.77:7070', 'sees the status'],
    ['admin: {listen: "${S}"}', '77.77.77.77:7070', 'sees the status'],
    ['log: "${S}.log"\nhosts: [{host: a, respond: {body: "${S}", content_type: "“${S}”"}}]', 'qx7secret', 'printed text'],
    ['hosts: [{host: a, servers: ["localhost:1", "${S}"]}]', '127.0.0.1:1', 'are one server'],
    ['listen: 99\nhosts: [{host: a, servers: ["${S}"]}]', '127.77.0.1:99', 'is this Mangrove itself'],
    ['hosts: [{host: a, servers: ["${S}"]}]', '127.0.0.1:7070', 'is the status API'],
    ['hosts: [{host: "${S}", paths: [{path: /, respond: {}}], redirect: {scheme: https}}]', 'qx7secret.com', 'never answers'],
    ['hosts: [{host: "${S}", redirect: {host: "${S}"}}]', 'qx7secret.com', 'leads back to itself'],
    [
      'hosts: [{host: a, servers: ["a:1"], sticky: {cookie: "${S}"}, paths: [{path: /b, servers: ["b:1"], sticky: {cookie: "${S}"}}]}]',
      'qx7secret',
      'each forgets',
    ],
    ['hosts: [{host: a, servers: ["a:1"], health: {timeout: "${S}", interval: 2s}}]', '77777s', 'is longer than'],
    ['hosts: [{host: a, servers: ["a:1"], hedge_after: "${S}"}]', '77777s', 'comes too late'],
    ['hosts: [{host: a, servers: ["a:1"], timeouts: {connect: "${S}", request: 2s}}]', '77777s', 'is never reached'],
    ['hosts: [{host: a, servers: ["a:1"], outliers: {ejection: "${S}"}}]', '77777s', 'every ejection lasts'],
    ['limits: {requests: "${S}"}', '77777', 'is never reached'],
  ];
  for (const [entry, value, expected = 'expected'] of shapes)
    it(`is not shown when ${value} is wrong or not meant in ${entry}`, () => {
      const message = said(`${entry}\n${/^paths:/m.test(entry) ? '' : 'paths: [{path: /, respond: {}}]\n'}`, { S: value });
      expect(message).to.contain(expected);
      expect(message.toLowerCase()).not.to.match(/qx7|q%78|secret|sécret|s%c3|7777|77\.|127\.0\.0\.1:1|0\.0\.0\.0\/0|xn--[a-z0-9]/);
    });

  it('is not shown when it is the whole of a file', () => {
    expect(said('${S}', { S: secret })).to.contain('the file holds text: expected a map');
  });

  it('is shown when it is only a default, which stands in the file', () => {
    expect(said('listen: ${S:-80800}\npaths: [{path: /, respond: {}}]\n', {})).to.contain('port 80800 is out of range');
  });

  it('leaves other words of a sentence alone', () => {
    const text = 'paths: [{path: /, servers: ["a:1"], policy: "${A}"}, {path: /b, servers: ["b:1"], policy: worst}]';
    expect(said(text, { A: 'least_connections' })).to.contain('one of round_robin, least_connections');
  });

  it('is shown by no sentence about a file to include, however long it is or its name is changed', () => {
    const secrets = [
      `green-fig-${'7f'.repeat(40)}`,
      'green-fig\nripe',
      `${'green-fig'.repeat(40)}`,
      './green-fig//ripe',
      'green-fig/*.yaml',
    ];
    for (const secret of secrets)
      for (const text of ['${SECRET}', 'conf.d/${SECRET}', '${SECRET}/*.yaml'])
        expect(said(`{include: ["${text}"], paths: [{path: /, respond: {body: a}}]}`, { SECRET: secret })).to.not.contain('green-fig');
  });

  it('that is missing where files are included makes no mistakes of what stands in them', () => {
    expect(said('{include: ["${NOWHERE}/*.yaml"], paths: [{path: /, pool: fruit}]}', {})).to.contain('1 mistake in');
  });
});
