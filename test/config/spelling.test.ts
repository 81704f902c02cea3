import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatProblems, parseConfig } from '../../src/config/load';
import type { Config } from '../../src/config/schema';

function configOf(text: string): Config {
  const loaded = parseConfig(text, 'mangrove.yaml');
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded.config;
}

/** Plain scalars that YAML's core schema reads as something else than text, and some that only look so. */
const spellings = ['1.10', '0123', '+1', '-0', '1e3', '1E+3', '12345678901234567890', '0x1F', '0o17', '.5', '5.', '.inf', '-.INF', '.nan'];
const words = ['true', 'True', 'FALSE', 'null', 'Null', 'NULL', 'yes', 'off', '2026-01-01', '1_000', '1:30'];

describe('text in a config', () => {
  for (const spelling of [...spellings, ...words])
    it(`is ${spelling} wherever text is wanted, as value, as item of a list and as key`, () => {
      const config = configOf(`
pools:
  ${spelling}:
    servers: [{address: "a:1", name: ${spelling}}]
    health: {host: ${spelling}, body: ${spelling}}
hosts:
  - host: a.example
    pool: ${spelling}
    params: {${spelling}: ${spelling}}
    mirror: {pool: ${spelling}}
    param_rules: {add: {${spelling}: ${spelling}}, append: {a: ${spelling}, b: [${spelling}]}, remove: [${spelling}]}
    rewrite_rules: {replace: {${spelling}: ${spelling}}}
    basic_auth:
      realm: ${spelling}
      users: {"${spelling.replace(':', '')}": "$scrypt$ln=15,r=8,p=1$A1KMmu/JlBi8O4FTf8zT/A$UIzYE+wPPe3F29cBtTjmNYc3z7CIygZ7INhxUhkm85Y"}
  - host: b.example
    respond: {body: ${spelling}, content_type: ${spelling}}
    response_header_rules: {add: {X: ${spelling}}, append: {X: [${spelling}]}}
    firewall_rules: {header_reject: {X: ${spelling}}}
    security_headers: {content_security_policy: ${spelling}}
    headers: {X: ${spelling}}
  - host: c.example
    split: {pools: {${spelling}: 1}}
`);
      const [a, b, c] = config.hosts;
      const pool = config.pools[spelling];
      expect(pool?.servers[0]?.name).to.equal(spelling);
      expect(pool?.health).to.include({ host: spelling, body: spelling });
      expect([a?.pool, a?.mirror?.pool, a?.params]).to.deep.equal([spelling, spelling, { [spelling]: spelling }]);
      expect(a?.param_rules).to.deep.equal({
        add: { [spelling]: spelling },
        append: { a: [spelling], b: [spelling] },
        remove: [spelling],
      });
      expect([...(a?.rewrite_rules?.replace ?? [])]).to.deep.equal([[spelling, spelling]]);
      expect(a?.basic_auth).to.have.property('realm', spelling);
      expect(b?.respond).to.include({ body: spelling, content_type: spelling });
      expect(b?.response_header_rules).to.deep.equal({ add: { X: spelling }, append: { X: [spelling] }, remove: [] });
      expect([b?.headers, b?.firewall_rules?.header_reject]).to.deep.equal([{ X: spelling }, { X: spelling }]);
      expect(b?.security_headers).to.have.property('content_security_policy', spelling);
      expect(c?.split?.pools).to.deep.equal({ [spelling]: 1 });
    });

  it('has two keys where a number has two spellings', () => {
    const [entry] = configOf('paths: [{path: /, respond: {}, params: {1.0: a, 1.00: b, 1: c}}]').paths;
    expect(entry?.params).to.deep.equal({ '1.0': 'a', '1.00': 'b', '1': 'c' });
  });

  it('is the same whatever the number', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true }).map(String),
      fc.bigInt().map(String),
      fc.stringMatching(/^[-+]?0{0,3}[0-9]{1,25}(\.[0-9]{0,5})?$/),
    );
    fc.assert(
      fc.property(number, (spelling) => {
        const [entry] = configOf(`paths: [{path: /, respond: {body: ${spelling}}, params: {${spelling}: ${spelling}}}]`).paths;
        expect([entry?.respond?.body, entry?.params]).to.deep.equal([spelling, { [spelling]: spelling }]);
      }),
    );
  });

  it('leaves numbers, switches and durations as they are where those are wanted', () => {
    const config = configOf(
      'listen: 0x1F90\naccess_log: False\nshutdown_delay: 0s\npaths: [{path: /, servers: [a:1], retries: 1e0, max_queue: 1e3, retry_on: [reset, 0502], timeouts: {request: off}, health: {expect: 200}, outliers: False}]',
    );
    const [entry] = config.paths;
    expect([config.listen.port, config.access_log]).to.deep.equal([8080, false]);
    expect(entry).to.deep.include({ retries: 1, max_queue: 1000, retry_on: ['reset', 502], outliers: false });
    expect(entry?.timeouts.request).to.equal(undefined);
  });

  it('comes through aliases and merges', () => {
    const config = configOf(
      'paths:\n  - {path: /a, respond: {body: &v 1.10}, params: &p {v: *v, w: 0x1F}}\n  - {path: /b, respond: {body: *v}, params: {<<: *p, w: 01}}\n',
    );
    expect(config.paths.map(({ params, respond }) => [params, respond?.body])).to.deep.equal([
      [{ v: '1.10', w: '0x1F' }, '1.10'],
      [{ v: '1.10', w: '01' }, '1.10'],
    ]);
  });

  it('is not there where nothing is written', () => {
    for (const nothing of ['', '~', '!!null ""'])
      expect(parseConfig(`paths: [{path: /, respond: {body: ${nothing}}}]`, 'mangrove.yaml').ok, nothing).to.equal(false);
  });
});
