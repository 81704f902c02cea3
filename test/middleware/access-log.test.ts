import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';
import { compileAccessLog } from '../../src/middleware/access-log';
import type { Exchange } from '../../src/middleware/exchange';

describe('the access log', () => {
  it('keeps a share by chance, and says which', () => {
    const chances = [0, 0.0999, 0.1, 0.9];
    const log = accessLog('{sample: 10%}', () => chances.shift() ?? 1);
    expect([1, 2, 3, 4].map(() => log.keeps(asked('/'), 200, undefined))).to.deep.equal([0.1, 0.1, false, false]);
  });

  it('knows a percentage as the share that it is', () => {
    for (const [written, share] of [
      ['0.7%', 0.007],
      ['100%', true],
      ['1', true],
      ['29%', 0.29],
      ['0.007', 0.007],
    ] as const)
      expect(accessLog(`{sample: ${written}}`, () => 0).keeps(asked('/'), 200, undefined)).to.equal(share);
  });

  it('keeps what failed, whatever the share, and as one that stands for itself', () => {
    const log = accessLog('{sample: 0, except: [/]}', () => 0);
    expect(log.keeps(asked('/'), 200, undefined)).to.equal(false);
    expect(log.keeps(asked('/'), 404, undefined)).to.equal(false);
    expect(log.keeps(asked('/'), 500, undefined)).to.equal(true);
    expect(log.keeps(asked('/'), 101, 'tunnel_broken')).to.equal(true);
    expect(log.keeps(asked('/'), 499, 'client_gone')).to.equal(true);
    expect(log.keeps(asked('/', 'ip_reject (dry run)'), 200, undefined)).to.equal(true);
  });

  it('asks chance for nothing where all lines are kept', () => {
    const log = accessLog('true', () => {
      throw new Error('asked');
    });
    expect(log.keeps(asked('/'), 200, undefined)).to.equal(true);
  });

  it('leaves out what meets all that one exception wants', () => {
    const log = accessLog('{except: [{path: /a, methods: [post], statuses: [200, 304]}, {path: /a/b}]}', () => 0);
    expect(log.keeps(asked('/a/c'), 200, undefined)).to.equal(true);
    expect(log.keeps(asked('/a/b/c'), 404, undefined)).to.equal(false);
    expect(log.keeps(asked('/a', undefined, 'POST'), 304, undefined)).to.equal(false);
    expect(log.keeps(asked('/a', undefined, 'POST'), 201, undefined)).to.equal(true);
  });
});

function accessLog(yaml: string, random: () => number) {
  const loaded = parseConfig(`access_log: ${yaml}\npaths: [{path: /, servers: [localhost:1]}]`, 'mangrove.yaml');
  if (!loaded.ok || loaded.config.access_log === false) throw new Error(yaml);
  return compileAccessLog(loaded.config.access_log, random);
}

function asked(path: string, rule?: string, method = 'GET'): Exchange {
  return { rule, request: { path, method, header: () => undefined } } as unknown as Exchange;
}
