import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { MangroveProcess } from './mangrove-process';
import type { Measured } from './memory';

const size = 400 * 2 ** 20;
const mostMiB = 16;
/** So many at a time, so that what one costs stands out. */
const count = 4;
const warmUps = 200;
/** Who has not sent a byte for so long stands still. */
const stillMs = 1_000;

const chunk = Buffer.alloc(64 * 1024, 'mango ');

/** What it costs that a client does not read an answer of 400 MB, or a backend does not read an upload of 400 MB. */
export async function stalledMemory(kind: 'download' | 'upload'): Promise<Measured> {
  const senders = new Set<Sender>();
  const backend = await startBackend((socket, path) => {
    if (path === '/warm') {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      return;
    }
    if (path === '/upload') {
      socket.pause();
      return;
    }
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
    senders.add(new Sender(socket));
  });
  const address = `127.0.0.1:${(backend.address() as AddressInfo).port}`;
  const mangrove = await MangroveProcess.start({ paths: [{ path: '/', servers: [address], health: false }] });
  const clients: Socket[] = [];
  try {
    for (let warmUp = 0; warmUp < warmUps; warmUp += 1) await ask(mangrove.port);
    const before = await mangrove.measure();
    for (let client = 0; client < count; client += 1) {
      const socket = connect(mangrove.port, '127.0.0.1').on('error', () => undefined);
      clients.push(socket);
      socket.pause();
      const isUpload = kind === 'upload';
      socket.write(
        `${isUpload ? 'POST' : 'GET'} /${kind} HTTP/1.1\r\nHost: stall.test\r\n${isUpload ? `Content-Length: ${size}\r\n` : ''}\r\n`,
      );
      if (isUpload) senders.add(new Sender(socket));
    }
    const sentBytes = await standstill(senders);
    const after = await mangrove.measure();
    if (sentBytes >= size) throw new Error('somebody took it all');
    const value = (after.rss - before.rss) / count / 2 ** 20;
    return { what: `each of ${count} ${kind}s of 400 MB that stand still`, value, most: mostMiB, unit: 'MiB' };
  } finally {
    for (const socket of clients) socket.destroy();
    await mangrove.stop();
    backend.close();
  }
}

/** Sends as fast as it can, and never more than is taken. */
class Sender {
  movedAt = performance.now();
  sentBytes = 0;

  constructor(socket: Socket) {
    const send = () => {
      while (this.sentBytes < size && !socket.destroyed) {
        this.sentBytes += chunk.length;
        this.movedAt = performance.now();
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', send);
    send();
  }
}

/** Waits until all send and none gets on; how much the first of them has sent. */
async function standstill(senders: ReadonlySet<Sender>): Promise<number> {
  const until = performance.now() + 60_000;
  const isStill = () => [...senders].every(({ movedAt }) => performance.now() - movedAt > stillMs);
  while (senders.size < count || !isStill()) {
    if (performance.now() > until) throw new Error(`${senders.size} of ${count} were to stand still`);
    await pause(50);
  }
  return Math.max(...Array.from(senders, ({ sentBytes }) => sentBytes));
}

async function startBackend(serve: (socket: Socket, path: string) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const path = /^\w+ (\S+) HTTP/.exec(bytes.toString('latin1'))?.[1];
      if (path !== undefined) serve(socket, path);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function ask(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.end('GET /warm HTTP/1.1\r\nHost: stall.test\r\nConnection: close\r\n\r\n');
  socket.resume();
  await once(socket, 'close');
}
