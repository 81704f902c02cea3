import { equal, ok, rejects } from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../src/clock';
import { ListeningSockets } from '../../src/listening/listening-sockets';

const here = { host: '127.0.0.1', port: 0, backlog: 511 };

/** A server that keeps the connections it has accepted. */
class Counter {
  readonly server: Server = createServer();
  readonly sockets: ListeningSockets;
  readonly open: Socket[] = [];

  constructor() {
    this.server.on('connection', (socket) => this.open.push(socket.on('error', () => undefined)));
    this.sockets = new ListeningSockets(this.server, systemClock);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Closes all there is, in any state. */
  readonly stop = async (): Promise<void> => {
    const closed = this.sockets.close();
    for (const socket of this.open) socket.destroy();
    await closed;
  };
}

/** Clients that all connect in the turn in which this is called; the system takes their connections at once, accepted or not. */
async function clientsAt(port: number, count: number): Promise<Socket[]> {
  const clients = Array.from({ length: count }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await Promise.all(clients.map((client) => once(client, 'connect')));
  return clients;
}

test('a turn of the event loop accepts several connections', {
  skip: process.platform !== 'linux' && 'ports are shared on Linux',
}, async (context) => {
  const counter = new Counter();
  context.after(counter.stop);
  await counter.sockets.listen(here);
  let turns = 0;
  const connecting = clientsAt(counter.port, 40);
  for (; counter.open.length < 40 && turns < 1000; turns += 1) await setImmediate();
  ok(turns < 40, `${turns} turns for 40 connections`);
  for (const client of await connecting) client.destroy();
});

test('those who wait are taken in before the sockets are closed', async (context) => {
  const counter = new Counter();
  context.after(counter.stop);
  await counter.sockets.listen(here);
  const connecting = clientsAt(counter.port, 60);
  await counter.sockets.empty(new AbortController().signal);
  equal(counter.open.length, 60);
  for (const client of await connecting) client.destroy();
});

test('an address that somebody else listens on is refused, whether or not they would share it', async (context) => {
  const one = new Counter();
  context.after(one.stop);
  await one.sockets.listen(here);
  const other = new Counter();
  context.after(other.stop);
  await rejects(other.sockets.listen({ ...here, port: one.port }), { code: 'EADDRINUSE' });
});

test('once it is closed, another may listen at the same address', async (context) => {
  const one = new Counter();
  context.after(one.stop);
  await one.sockets.listen(here);
  const { port } = one;
  await one.stop();
  const other = new Counter();
  context.after(other.stop);
  await other.sockets.listen({ ...here, port });
});
