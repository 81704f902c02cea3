import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { formatProblems, parseConfig } from '../../src/config/load';
import { type Running, start } from '../../src/server';
import { LivePool } from '../../src/serving/live-pool';
import { until } from '../../step-definitions/support/eventually';
import { patience } from '../../step-definitions/support/patience';

const pools = 12;

/** What the backend does with a request, by its path; it is silent where nothing stands here. */
const replies: Readonly<Record<string, string>> = {
  '/tunnel': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  '/stream': 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n',
  '/begun': 'HTTP/1.1 200 OK\r\nContent-Length: 400000000\r\n\r\nhi',
  '/ok': 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
};

/** Of "open sesame". */
const aliceHash = '$scrypt$ln=15,r=8,p=1$XToswZeusTkFgdPXv6mK7g$0Vax/459Apu9hOS1TbwUVOaYZTuYE23WNqle0PUr5YY';

const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';

/** A balancer whose every pool changes with each reload, and its backend, which takes one request a pool at a time. */
class Trial {
  readonly #backend: Server;
  readonly #clients: Socket[] = [];
  readonly #backends = new Set<Socket>();
  #running: Running | undefined;
  #generation = 0;
  readonly #isChecking: boolean;
  /** The paths that the backend was asked for. */
  readonly asked: string[] = [];

  constructor({ isChecking = false } = {}) {
    this.#isChecking = isChecking;
    this.#backend = createServer((socket) => {
      this.#backends.add(socket.on('error', () => undefined));
      socket.on('data', (bytes) => {
        const path = /^\w+ (\S+) HTTP/.exec(bytes.toString('latin1'))?.[1];
        if (path === undefined) return;
        this.asked.push(path);
        socket.write(replies[path] ?? '');
      });
    });
  }

  async begin(): Promise<void> {
    this.#backend.listen(0, '127.0.0.1');
    await once(this.#backend, 'listening');
    this.#running = await start(this.#config(), { log: { write: () => undefined } });
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#running?.stop();
    for (const socket of this.#backends) socket.destroy();
    this.#backend.close();
  }

  reload(): void {
    this.#running?.reload({ ok: true, warnings: [], config: this.#config() });
  }

  /** Sends a request, and waits for `until` in its answer; for nothing where it is empty. */
  async ask(path: string, { host = 'p0.test', more = '', until = '\r\n\r\n' } = {}): Promise<Socket> {
    const client = connect(Number(new URL(this.#running?.url ?? '').port), '127.0.0.1').on('error', () => undefined);
    this.#clients.push(client);
    await this.say(client, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`, until);
    return client;
  }

  async say(client: Socket, bytes: string, until: string): Promise<void> {
    let heard = '';
    const hear = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
    };
    client.on('data', hear);
    client.write(bytes);
    await waitFor(() => heard.includes(until));
    client.off('data', hear).resume();
  }

  #config() {
    this.#generation += 1;
    const address = `127.0.0.1:${(this.#backend.address() as AddressInfo).port}`;
    const names = Array.from({ length: pools }, (_, at) => `p${at}`);
    const pool = {
      servers: [{ address, max_connections: 1 }],
      max_queue: this.#generation,
      timeouts: { queue: '1h' },
      health: this.#isChecking && { path: '/ok', interval: `${20 + this.#generation}ms` },
    };
    const hosts = [
      ...names.map((name) => ({ host: `${name}.test`, pool: name })),
      { host: 'mirrored.test', pool: 'p1', mirror: { pool: 'p2', percent: 100 } },
      { host: 'guarded.test', pool: 'p1', forward_auth: { pool: 'p2', path: '/ok' } },
      {
        host: 'ruled.test',
        pool: 'p1',
        cors: { origins: ['https://mango.com'] },
        security_headers: true,
        response_header_rules: { add: { 'X-Fruit': 'mango' } },
        firewall_rules: { ip_reject: ['192.0.2.0/24'] },
        basic_auth: { users: { alice: aliceHash } },
      },
      { host: 'here.test', respond: { status: 200, body: 'here' } },
    ];
    const rate_limit = { requests: 100_000, per: `${this.#generation}h` };
    const config = { listen: '127.0.0.1:0', admin: false, rate_limit, pools: Object.fromEntries(names.map((name) => [name, pool])), hosts };
    const loaded = parseConfig(JSON.stringify(config), 'mangrove.yaml');
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    return loaded.config;
  }
}

function waitFor(holds: () => boolean): Promise<void> {
  return until(String(holds), holds, patience.while);
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** All pools that have begun, as far as they are in memory. */
const begun = new Set<WeakRef<LivePool>>();
const { startChecks } = LivePool.prototype;
LivePool.prototype.startChecks = function (this: LivePool, phase) {
  begun.add(new WeakRef(this));
  startChecks.call(this, phase);
};

function livePools(): number {
  collectGarbage();
  return new Set(Array.from(begun, (pool) => pool.deref()).filter((pool) => pool !== undefined)).size;
}

/** Waits until there are so many pools in memory. */
function expectPools(count: number): Promise<void> {
  return until(`${count} pools in memory`, () => livePools() === count, patience.while);
}

/** What is begun, and how many pools it may keep of configurations that are in force no more. */
const cases: readonly { readonly what: string; readonly kept: number; readonly begin: (trial: Trial) => Promise<unknown> }[] = [
  { what: 'a connection at rest', kept: 0, begin: (trial) => trial.ask('/ok', { until: 'ok' }) },
  { what: 'a tunnel', kept: 1, begin: (trial) => trial.ask('/tunnel', { more: upgrade }) },
  { what: 'a stream', kept: 1, begin: (trial) => trial.ask('/stream', { until: 'hi' }) },
  { what: 'a long download', kept: 1, begin: (trial) => trial.ask('/begun', { until: 'hi' }) },
  {
    what: 'a request that has no answer yet',
    kept: 1,
    begin: async (trial) => {
      await trial.ask('/silence', { until: '' });
      await waitFor(() => trial.asked.includes('/silence'));
    },
  },
  {
    what: 'an upload half of which is there',
    kept: 1,
    begin: async (trial) => {
      await trial.ask('/silence', { more: 'Content-Length: 100000\r\n', until: '' });
      await waitFor(() => trial.asked.includes('/silence'));
    },
  },
  {
    what: 'a request in the queue behind a stream',
    kept: 1,
    begin: async (trial) => {
      await trial.ask('/stream', { until: 'hi' });
      await trial.ask('/ok', { until: '' });
    },
  },
  {
    what: 'a request without an answer and its copy',
    kept: 2,
    begin: async (trial) => {
      await trial.ask('/silence', { host: 'mirrored.test', until: '' });
      await waitFor(() => trial.asked.length === 2);
    },
  },
  {
    what: 'a stream that a service was asked about',
    kept: 1,
    begin: (trial) => trial.ask('/stream', { host: 'guarded.test', until: 'hi' }),
  },
  {
    what: 'a stream that all kinds of rules hold for',
    kept: 1,
    begin: (trial) => {
      const more = `Origin: https://mango.com\r\nAuthorization: Basic ${Buffer.from('alice:open sesame').toString('base64')}\r\n`;
      return trial.ask('/stream', { host: 'ruled.test', more, until: 'hi' });
    },
  },
  {
    what: 'a tunnel on a connection that has had another answer before',
    kept: 1,
    begin: async (trial) => {
      const client = await trial.ask('/', { host: 'here.test', until: 'here' });
      trial.reload();
      await trial.say(client, `GET /tunnel HTTP/1.1\r\nHost: p0.test\r\n${upgrade}\r\n`, '101');
    },
  },
  {
    what: 'a request on the same connection behind a stream',
    kept: 1,
    begin: async (trial) => {
      await trial.ask('/stream', { more: '\r\nGET /ok HTTP/1.1\r\nHost: p0.test\r\n', until: 'hi' });
    },
  },
];

describe('of a configuration that has been replaced', () => {
  for (const { what, kept, begin } of cases)
    it(`${what} keeps ${kept} of ${pools} pools in memory`, async () => {
      await expectPools(0);
      const trial = new Trial();
      try {
        await trial.begin();
        await begin(trial);
        trial.reload();
        trial.reload();
        await expectPools(pools + kept);
      } finally {
        await trial.end();
      }
    });

  it('no timer and no connection is left, however many there were', async () => {
    const trial = new Trial({ isChecking: true });
    try {
      await trial.begin();
      await trial.ask('/ok', { until: 'ok' });
      await waitFor(() => trial.asked.length > 2 * pools);
      const most = resources();
      for (let reload = 0; reload < 20; reload += 1) trial.reload();
      await trial.ask('/ok', { until: 'ok' });
      // One more client is connected, at both ends.
      await waitFor(() => resources() <= most + 2);
    } finally {
      await trial.end();
    }
  });
});

/** Timers, connections and servers that keep the process going. */
function resources(): number {
  return process.getActiveResourcesInfo().length;
}
