import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { Given, Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { ask } from './support/client';
import { freePort } from './support/dead-ends';
import { eventually, until } from './support/eventually';
import { HeldSocket } from './support/held-socket';
import { PassersBy } from './support/passers-by';
import { patience } from './support/patience';
import { Command, type Exit } from './support/process';
import type { MangroveWorld } from './support/world';

const crowds = new WeakMap<MangroveWorld, PassersBy>();
const replaced = new WeakMap<MangroveWorld, Command[]>();

/** What a process may be handed that is no TCP socket that listens: its descriptor, and what closes it. */
type Thing = { readonly open: number; readonly close: () => void };

const things: Readonly<Record<string, (world: MangroveWorld) => Promise<Thing>>> = {
  async 'a file'(world) {
    const fd = openSync(await world.scratch.write('a file', ''), 'r');
    return { open: fd, close: () => closeSync(fd) };
  },
  async 'a UDP socket'() {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return {
      open: descriptorOf((socket as unknown as Record<symbol, object>)[stateOf(socket)] ?? {}, 'handle'),
      close: () => socket.close(),
    };
  },
  async 'a Unix socket'(world) {
    const server = createServer().listen(await world.scratch.path('socket'));
    await once(server, 'listening');
    return { open: descriptorOf(server), close: () => server.close() };
  },
  async 'a connection'(world) {
    const backend = world.backend('Alphonso');
    await backend.start();
    const [host = '', port = ''] = backend.address.split(':');
    const socket = connect(Number(port), host);
    await once(socket, 'connect');
    return { open: descriptorOf(socket), close: () => socket.destroy() };
  },
};

/** Node shows it in this way alone. */
function descriptorOf(owner: object, key = '_handle'): number {
  const { fd } = (owner as Record<string, { readonly fd?: number } | undefined>)[key] ?? {};
  if (fd === undefined) throw new Error('Node does not show the descriptor');
  return fd;
}

function stateOf(socket: object): symbol {
  return Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'state symbol') ?? Symbol.iterator;
}

Given('a service manager holds the socket of Mangrove', async function (this: MangroveWorld) {
  const { port } = await hold(this);
  this.config.set(['listen'], `127.0.0.1:${port}`);
});

Given('a service manager holds a socket of Mangrove at another address', async function (this: MangroveWorld) {
  await hold(this);
});

Given('a service manager holds the sockets of Mangrove and of its status API', async function (this: MangroveWorld) {
  const [clients, admin] = [await hold(this), await hold(this)];
  this.config.set(['listen'], `127.0.0.1:${clients.port}`);
  this.config.set(['admin'], `127.0.0.1:${admin.port}`);
});

Given('the sockets are called {string}', function (this: MangroveWorld, names: string) {
  this.environment = { ...this.environment, LISTEN_FDNAMES: names };
});

Given('Mangrove shares its port', async function (this: MangroveWorld) {
  this.config.set(['listen'], `127.0.0.1:${await freePort()}`);
  this.config.set(['reuse_port'], true);
});

Given('its port is shared', function (this: MangroveWorld) {
  this.config.set(['reuse_port'], true);
});

Given('its port is shared no more', function (this: MangroveWorld) {
  this.config.set(['reuse_port'], false);
});

Given('the status API has a port of its own', async function (this: MangroveWorld) {
  this.config.set(['admin'], `127.0.0.1:${await freePort()}`);
});

Given('Mangrove is handed {string}', async function (this: MangroveWorld, what: string) {
  const { open, close } = (await things[what]?.(this)) ?? { open: 0, close: () => undefined };
  this.leftovers.push(async () => close());
  this.handedIn = [open];
});

Given('clients keep coming', async function (this: MangroveWorld) {
  const { host } = this.asking('/');
  const crowd = new PassersBy(await this.port(), `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  crowds.set(this, crowd);
  this.leftovers.push(async () => void (await crowd.over()));
});

When('Mangrove is replaced by a new process {times}', async function (this: MangroveWorld, times: number) {
  await this.mangrove();
  for (let count = 0; count < times; count += 1) {
    const before = await this.startBeside();
    const come = crowds.get(this)?.count ?? 0;
    before.signal('SIGTERM');
    replaced.set(this, [...(replaced.get(this) ?? []), before]);
    await until('more clients', () => (crowds.get(this)?.count ?? 0) >= come + 20, patience.while);
  }
});

When('a new process of Mangrove starts beside the old one', async function (this: MangroveWorld) {
  await this.mangrove();
  replaced.set(this, [await this.startBeside()]);
});

When('the old one receives {word}', function (this: MangroveWorld, signal: string) {
  for (const command of replaced.get(this) ?? []) command.signal(signal as NodeJS.Signals);
});

When('a new process of Mangrove starts', async function (this: MangroveWorld) {
  await this.startBeside();
});

When('the service manager starts Mangrove', async function (this: MangroveWorld) {
  const { environment: env, handedIn } = this;
  this.run(new Command(['start', '--config', await this.writeConfig()], { env, handedIn }));
  await this.ended();
});

When('the service manager starts the demo', async function (this: MangroveWorld) {
  const [, port = ''] = String(this.config.get(['admin'])).split(':');
  const { environment, handedIn } = this;
  const env = { ...environment, ADMIN_PORT: port };
  const demo = this.run(new Command(['start'], { cwd: await this.scratch.folder(), env, handedIn }));
  await until('its welcome', () => demo.stderr.includes('Ctrl+C'), patience.while);
});

Then('at most {int} of those who came were lost', async function (this: MangroveWorld, most: number) {
  const fates = (await crowds.get(this)?.over()) ?? [];
  const others = fates.filter((fate) => fate !== 200);
  expect(others.filter((fate) => fate !== 'dropped')).to.deep.equal([]);
  // Four come at a time, so many may meet each closing of a port.
  expect(others.length).to.be.at.most(most);
  expect(fates.length).to.be.above(20);
});

Then('the WebSocket and the stream from {backend} go on', async function (this: MangroveWorld, name: string) {
  this.tunnels.client.say('still here');
  await eventually(() => expect(this.tunnels.atBackends.at(-1)?.end.messages).to.include('still here'));
  (await this.exchangeAt(name)).response.write('still there');
  const head = await this.request.head;
  await eventually(() => expect(head.text).to.match(/still there$/));
});

Then('the processes that were replaced end with exit code {int} when these are over', async function (this: MangroveWorld, code: number) {
  this.tunnels.client.close(1000, 'bye');
  this.request.leave();
  const exits = await Promise.all((replaced.get(this) ?? []).map((command) => command.ended()));
  expect(exits).to.deep.equal(exits.map((): Exit => ({ code, signal: null })));
});

Then('clients are served where the service manager said', async function (this: MangroveWorld) {
  expect(held.get(this)?.[0]?.port).to.equal(await this.port());
  expect((await this.ask('/')).status).to.equal(200);
});

Then('clients are served at both sockets', async function (this: MangroveWorld) {
  const { host, target } = this.asking('/');
  for (const { port } of held.get(this) ?? []) expect((await ask(port, { host, target })).status).to.equal(200);
});

Then('clients are served where the config says', async function (this: MangroveWorld) {
  expect(held.get(this)?.[0]?.port).not.to.equal(await this.port());
  expect((await this.ask('/')).status).to.equal(200);
});

const held = new WeakMap<MangroveWorld, HeldSocket[]>();

async function hold(world: MangroveWorld): Promise<HeldSocket> {
  const socket = await HeldSocket.open();
  world.leftovers.push(() => socket.close());
  const all = [...(held.get(world) ?? []), socket];
  held.set(world, all);
  world.handedIn = all.map(({ fd }) => fd);
  return socket;
}
