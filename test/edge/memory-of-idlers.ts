import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { descriptorLimit, roomForClients } from '../../src/listening/descriptors';
import { MangroveProcess } from './mangrove-process';
import type { Measured } from './memory';
import { StrictBackend } from './strict-backend';

const wanted = 10_000;
const mostKiB = 15;
/** Enough connections, come and gone, for the process to have grown to its working size. */
const warmUp = 2_000;
/** So many connect at a time. */
const batch = 200;
/** An address has ports for some thousands of connections only. */
const addresses = 8;

/** What a connection costs that has never said anything, or that has had one request answered and is kept. */
export async function idleMemory(kind: 'silent' | 'served'): Promise<Measured> {
  const count = Math.min(wanted, roomForClients(descriptorLimit() ?? Number.POSITIVE_INFINITY));
  const backend = new StrictBackend();
  const mangrove = await MangroveProcess.start({
    client_timeouts: { head: '10m', keep_alive: '10m' },
    paths: [{ path: '/', servers: [await backend.listen()], health: false }],
  });
  try {
    const atRest = mangrove.descriptors;
    close(await open(mangrove.port, warmUp, kind));
    await rest(mangrove, atRest);
    const before = await mangrove.measure();
    const idlers = await open(mangrove.port, count, kind);
    await rest(mangrove, atRest + count);
    const after = await mangrove.measure();
    const value = (after.rss - before.rss) / count / 1024;
    if (mangrove.descriptors < count) throw new Error(`only ${mangrove.descriptors} of ${count} connections are open`);
    close(idlers);
    return { what: `each of ${count} idle connections, ${kind}`, value, most: mostKiB, unit: 'KiB' };
  } finally {
    await mangrove.stop();
    backend.close();
  }
}

async function open(port: number, count: number, kind: 'silent' | 'served'): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const some = Array.from({ length: Math.min(batch, count - sockets.length) }, (_, at) =>
      connect({ port, host: '127.0.0.1', localAddress: `127.0.1.${1 + (at % addresses)}` }),
    );
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    if (kind === 'served') await Promise.all(some.map(ask));
    sockets.push(...some);
  }
  return sockets;
}

async function ask(socket: Socket): Promise<void> {
  const answered = once(socket, 'data');
  socket.write('GET /idle HTTP/1.1\r\nHost: idle.test\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n\r\n');
  await answered;
}

function close(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.destroy();
}

/** Waits until the connections that are not needed are gone. */
async function rest(mangrove: MangroveProcess, descriptors: number): Promise<void> {
  const until = performance.now() + 20_000;
  while (mangrove.descriptors > descriptors && performance.now() < until) await pause(50);
}
