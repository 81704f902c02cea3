import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { Context } from 'koa';
import { guard } from '../../src/admin/guard';
import { createAdmin } from '../../src/admin/status-api';
import { systemClock } from '../../src/clock';
import { RetryBudget } from '../../src/resilience/budget';
import { member, poolOf } from '../balancing/pools';

/** What the guard answers to a method from an address; 200 for whoever it lets in. */
async function guarded(method: string, remoteAddress: string, path = '/status', headers: Record<string, string> = {}): Promise<number> {
  const named = { host: 'localhost', ...headers };
  const ctx = {
    path,
    method,
    req: { url: path, headers: named, headersDistinct: { host: [named.host] }, socket: { remoteAddress } },
    get: () => '',
    throw: (status: number) => {
      throw Object.assign(new Error('refused'), { status });
    },
  };
  try {
    await guard({ hosts: [] })(ctx as unknown as Context, async () => undefined);
    return 200;
  } catch (error) {
    return (error as { status: number }).status;
  }
}

describe('who may use the status API without a token', () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    it(`looks from anywhere: ${method}`, async () => void expect(await guarded(method, '192.0.2.1')).to.equal(200));

  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
    it(`changes things from this machine: ${address}`, async () => void expect(await guarded('POST', address)).to.equal(200));

  for (const address of ['192.0.2.1', '128.0.0.1', '::2', '::ffff:192.0.2.1', ''])
    it(`changes nothing from another: ${address}`, async () => void expect(await guarded('POST', address)).to.equal(403));

  it('asks for the health of the process by any name, and for nothing else', async () => {
    const named = { host: 'evil.example' };
    const asked = ['/healthz', '/readyz', '/status', '/healthz/'].map((path) => guarded('GET', '192.0.2.1', path, named));
    expect(await Promise.all(asked)).to.deep.equal([200, 200, 403, 403]);
  });
});

describe('a wish in JSON', () => {
  const pool = poolOf([{ name: 'Kesar' }]);
  let server: Server;

  before(async () => {
    const observed = {
      name: pool.name,
      pool,
      waiting: 0,
      endpointOf: () => undefined,
      budget: new RetryBudget({ percent: 20, minimum: 3 }),
      clock: systemClock,
    };
    const current = () => ({ router: { routes: [] } as never, pools: new Map([[pool.name, observed]]) });
    const app = createAdmin({ version: '0.0.0', ready: () => true, current, guarded: { hosts: [] }, clock: systemClock });
    app.silent = true;
    server = createServer(app.callback()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  async function post(body: string): Promise<number> {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/pools/mango/backends/Kesar/state`;
    return (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).status;
  }

  const padded = (length: number) => '{"state": "drain"}'.padEnd(length, ' ');

  it('is read up to 1024 bytes', async () => {
    expect(await post(padded(1024))).to.equal(200);
    expect(member(pool, 0).state).to.equal('draining');
    expect(await post('{"state": "ready"}')).to.equal(200);
    expect(await post(padded(1025))).to.equal(400);
    expect(member(pool, 0).state).to.equal('healthy');
  });
});
