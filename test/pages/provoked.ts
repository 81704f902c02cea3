import { connect, createServer, type AddressInfo } from 'node:net';
import { request } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';
import { formatProblems } from '../../src/config/problems';
import { type Running, start } from '../../src/server';
import { resetting, answering } from '../../step-definitions/support/behaviours';
import { eventually, until } from '../../step-definitions/support/eventually';
import { patience } from '../../step-definitions/support/patience';
import { NameServer } from '../../step-definitions/support/name-server';
import { StubBackend } from '../../step-definitions/support/stub-backend';

/** What a balancer before backends of its own does; texts that differ here are those of the page in what comes of it. */
type Stage = {
  readonly running: Running;
  /** Waits for a line of the log with this text. */
  logged(text: string): Promise<void>;
  ask(path: string, headers?: Readonly<Record<string, string>>): Promise<void>;
};

const fast = 'health: {path: /healthcheck, interval: 20ms, fast_interval: 20ms, fall: 1, rise: 1}';

/** Each event that pages show log lines of, made to happen; gives the lines. */
export const provocations: readonly (() => Promise<readonly string[]>)[] = [
  plainRequests,
  illness,
  ejection,
  forgivenEjection,
  panic,
  aNameThatIsLost,
  tooManyConnections,
  bytesTooMany,
  troubleInTheShop,
];

async function plainRequests(): Promise<readonly string[]> {
  return onStage(
    ['Alphonso'],
    ([alphonso]) => `paths: [{path: /, servers: [${alphonso}]}]`,
    async ({ ask, logged }) => {
      await ask('/', { Host: 'localhost', 'X-Request-Id': 'order-42' });
      await logged('order-42');
    },
  ).then(async (lines) => [
    ...lines,
    ...(await onStage(
      ['Alphonso'],
      ([alphonso]) => `hosts: [{host: www.mango.com, firewall_rules: {path_reject: [/messages]}, servers: [${alphonso}]}]`,
      async ({ ask, logged }) => {
        await ask('/messages');
        await logged('path_reject');
      },
    )),
  ]);
}

async function illness(): Promise<readonly string[]> {
  return onStage(
    ['Ataulfo', 'Kesar'],
    (servers) => `paths: [{path: /, servers: [${servers}], ${fast}}]`,
    async ({ logged }, [ataulfo]) => {
      await ataulfo?.stop();
      await logged('backend unhealthy');
      await ataulfo?.start();
      await logged('backend healthy');
    },
  );
}

/** The status of a backend that is ill, as JSON. */
export async function statusOfTheIll(): Promise<string> {
  let status = '';
  await onStage(
    ['Ataulfo', 'Kesar'],
    (servers) => `paths: [{path: /, servers: [${servers}], ${fast}}]`,
    async ({ logged, running }, [ataulfo]) => {
      await ataulfo?.stop();
      await logged('backend unhealthy');
      const answer = await fetch(`${running.adminUrl}/status`);
      const { pools } = (await answer.json()) as { pools: readonly { backends: readonly { name: string }[] }[] };
      status = JSON.stringify(pools[0]?.backends.find(({ name }) => name === 'Ataulfo'));
    },
  );
  return status;
}

async function ejection(): Promise<readonly string[]> {
  return onStage(
    ['Alphonso', 'Kesar'],
    (servers) => `paths: [{path: /, health: false, servers: [${servers}]}]`,
    async ({ ask, logged }, [, kesar]) => {
      kesar?.behave(answering({ status: 500 }));
      for (let times = 0; times < 10; times += 1) await ask('/');
      await logged('ejected for');
    },
  );
}

async function forgivenEjection(): Promise<readonly string[]> {
  return onStage(
    ['Alphonso', 'Kesar'],
    (servers) => `paths: [{path: /, health: false, outliers: {ejection: 20ms}, servers: [${servers}]}]`,
    async ({ ask, logged }, [, kesar]) => {
      kesar?.behave(answering({ status: 500 }));
      for (let times = 0; times < 10; times += 1) await ask('/');
      await logged('time of ejection is over');
    },
  );
}

async function panic(): Promise<readonly string[]> {
  return onStage(
    ['Alphonso', 'Kesar'],
    (servers) => `paths: [{path: /, servers: [${servers}], ${fast}}]`,
    async ({ logged }, backends) => {
      await Promise.all(backends.map((backend) => backend.stop()));
      await logged('panic: too few');
      await Promise.all(backends.map((backend) => backend.start()));
      await logged('panic is over');
    },
  );
}

async function aNameThatIsLost(): Promise<readonly string[]> {
  const names = await NameServer.start();
  const address = '127.0.0.17';
  names.set('shop.internal', { addresses: [address], ttlS: 1 });
  try {
    const lines = await onStage(
      ['Kesar'],
      () => `resolver: {servers: ["${names.address}"], timeout: 500ms}\npaths: [{path: /, health: false, servers: ["shop.internal:8081"]}]`,
      async ({ logged, running }) => {
        const status = async () => (await fetch(`${running.adminUrl}/status`)).text();
        await eventually(async () => expect(await status()).to.include(address), patience.while);
        names.mood = 'is silent';
        await logged('its last addresses stay in use');
        names.mood = 'answers';
        await logged('a name resolves again');
      },
    );
    // As with `timeout: 5s`, which is so by default.
    return lines.map((line) => line.replaceAll(address, '10.0.4.17').replace('within 500 ms', 'within 5000 ms'));
  } finally {
    await names.close();
  }
}

async function tooManyConnections(): Promise<readonly string[]> {
  return onStage(
    ['Kesar'],
    ([kesar]) => `limits: {connections: 1}\npaths: [{path: /, servers: [${kesar}]}]`,
    async ({ running, logged }) => {
      const sockets = Array.from({ length: 3 }, () => connect(Number(new URL(running.url).port), '127.0.0.1').on('error', () => undefined));
      await logged('connections refused');
      for (const socket of sockets) socket.destroy();
    },
  );
}

async function bytesTooMany(): Promise<readonly string[]> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none and more'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await onStage(
      [],
      () => `paths: [{path: /, health: false, servers: [{name: Kesar, address: "127.0.0.1:${port}"}]}]`,
      async ({ ask, logged }) => {
        await ask('/');
        await logged('bytes of a backend');
      },
    );
  } finally {
    server.close();
  }
}

/** Retries, an illness and a config that is not taken. */
async function troubleInTheShop(): Promise<readonly string[]> {
  const shop = ([alphonso, kesar, ataulfo]: readonly string[]) =>
    `hosts: [{host: www.mango.com, servers: [${alphonso}, ${kesar}, ${ataulfo}], health: false, paths: [{path: /cart, servers: [${kesar}]}]}]`;
  const lines = await onStage(['Alphonso', 'Kesar', 'Ataulfo'], shop, async ({ ask, logged, running }, [alphonso]) => {
    await ask('/cart/7');
    alphonso?.behave(resetting);
    await ask('/');
    await logged('"reset"');
    running.reload(parseConfig('hosts:\n  - host: www.mango.com\n    serverz: [localhost:8081]\n', 'mangrove.yaml', { env: {} }));
  });
  const both = (servers: readonly string[]) => `hosts: [{host: www.mango.com, servers: [${servers}], outliers: false, HEALTH}]`;
  const refusals = await onStage(
    ['Kesar', 'Ataulfo'],
    (servers) => both(servers).replace('HEALTH', 'health: false'),
    async ({ ask, logged }, backends) => {
      await Promise.all(backends.map((backend) => backend.stop()));
      await ask('/');
      await logged('connect_failed');
    },
  );
  const illnesses = await onStage(
    ['Kesar', 'Ataulfo'],
    (servers) => both(servers).replace('HEALTH', fast),
    async ({ logged }, [, ataulfo]) => {
      await ataulfo?.stop();
      await logged('backend unhealthy');
    },
  );
  return [...lines, ...refusals, ...illnesses];
}

/** Starts a balancer before these backends, lets something happen, and gives the lines of its log. */
async function onStage(
  names: readonly string[],
  config: (servers: readonly string[]) => string,
  happens: (stage: Stage, backends: readonly StubBackend[]) => Promise<void>,
): Promise<readonly string[]> {
  const backends = names.map((name) => new StubBackend(name));
  await Promise.all(backends.map((backend) => backend.start()));
  const servers = backends.map(({ name, address }) => `{name: ${name}, address: "${address}"}`);
  const loaded = parseConfig(`listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\n${config(servers)}\n`, 'mangrove.yaml', { env: {} });
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  const lines: string[] = [];
  const running = await start(loaded.config, { log: { write: (line) => void lines.push(line.trimEnd()) } });
  const logged = (text: string) => until(`a line of the log with ${text}`, () => lines.some((line) => line.includes(text)), patience.while);
  try {
    await happens({ running, logged, ask: (path, headers) => ask(running.url, path, headers) }, backends);
    return lines;
  } finally {
    await running.stop();
    await Promise.all(backends.map((backend) => backend.close()));
  }
}

/** Asks for a path of www.mango.com, and reads the answer to its end. */
async function ask(url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const asking = request(`${url}${path}`, { headers: { Host: 'www.mango.com', Connection: 'close', ...headers } }).end();
  const [answer] = await once(asking, 'response');
  await once(answer.resume(), 'close');
}
