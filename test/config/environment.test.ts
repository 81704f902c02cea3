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
});
