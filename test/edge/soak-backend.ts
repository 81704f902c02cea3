import { createHash } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { contentOf } from './soak-content';

/** What can be wrong with a backend that still runs. */
export type Fault =
  | 'none'
  | 'refuses'
  | 'is silent'
  | 'resets'
  | 'resets uploads'
  | 'breaks off'
  | 'is slow'
  | 'answers 500'
  | 'answers early';

/**
 * A backend in a process of its own: `soak-backend PORT FILE`, port 0 for any. `/NONCE/SIZE/length` and `/NONCE/SIZE/chunked` say
 * what to answer. It tells its port over the process channel, takes faults from there and confirms them, and ends with the channel.
 * Each POST that it has got whole is a line in the file before anything is answered: the nonce and the digest of the content.
 */
const [port = '0', file = ''] = process.argv.slice(2);
const executed = openSync(file, 'a');
const patienceMs = 5_000;
const slowPieceMs = 30;
let fault: Fault = 'none';

const server = createServer((request, response) => {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { method = '', url = '' } = request;
  if (url === '/healthcheck') {
    response.end('fine');
    return;
  }
  const [, nonce = '', size = '0', framing = ''] = url.split('/');
  const trouble = affects(nonce) ? fault : 'none';
  if (trouble === 'answers early' && method === 'POST') {
    response.writeHead(413, { 'X-Nonce': nonce, Connection: 'close' }).end('too much');
    return;
  }
  if (trouble === 'resets uploads' && method === 'POST') request.once('data', () => request.socket.resetAndDestroy());
  const hash = createHash('sha1');
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  request.once('end', () => {
    const digest = hash.digest('hex');
    if (method === 'POST') writeSync(executed, `${nonce} ${digest}\n`);
    void answer(request, response, { nonce, digest, size: Number(size), framing, trouble });
  });
});

server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
  const [, nonce = ''] = (request.url ?? '').split('/');
  socket.on('error', () => undefined);
  if (affects(nonce) && fault === 'resets') {
    request.socket.resetAndDestroy();
    return;
  }
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-Nonce: ${nonce}\r\n\r\n`);
  if (affects(nonce) && fault === 'breaks off') socket.once('data', () => request.socket.resetAndDestroy());
  socket.write(head);
  socket.pipe(socket);
});

/** A fault does not befall every request. */
function affects(nonce: string): boolean {
  return nonce.charCodeAt(nonce.length - 1) % 4 !== 0;
}

type Order = {
  readonly nonce: string;
  readonly digest: string;
  readonly size: number;
  readonly framing: string;
  readonly trouble: Fault;
};

async function answer(request: IncomingMessage, response: ServerResponse, { nonce, digest, size, framing, trouble }: Order): Promise<void> {
  if (trouble === 'is silent') return;
  if (trouble === 'resets') {
    request.socket.resetAndDestroy();
    return;
  }
  if (trouble === 'answers 500') {
    response.writeHead(500, { 'X-Nonce': nonce }).end('a fault');
    return;
  }
  const length = framing === 'length' ? { 'Content-Length': size } : {};
  response.writeHead(200, { 'X-Nonce': nonce, 'X-Got': digest, ...length });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  let left = trouble === 'breaks off' ? Math.floor(size / 2) : size;
  for (const piece of contentOf(nonce, size)) {
    if (response.destroyed || left === 0) break;
    const flows = response.write(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
    if (trouble === 'is slow') await pause(slowPieceMs);
    else if (!flows) await drained(response);
  }
  if (trouble === 'breaks off') request.socket.destroySoon();
  else response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

/** The port of a process that has just been killed may be in use for another moment. */
function listen(at: number, until: number): void {
  const again = (error: Error) => {
    if (performance.now() > until) throw error;
    setTimeout(() => listen(at, until), 20);
  };
  server.once('error', again);
  server.listen(at, '127.0.0.1', () => {
    server.off('error', again);
    process.send?.((server.address() as AddressInfo).port);
  });
}

process.on('message', (next: Fault) => {
  const address = server.address() as AddressInfo | null;
  if (next === 'refuses' && address !== null) {
    own = address.port;
    server.close();
  }
  if (next !== 'refuses' && address === null) listen(own, performance.now() + patienceMs);
  else process.send?.(next);
  fault = next;
});
process.on('disconnect', () => process.exit());
let own = Number(port);
listen(own, performance.now() + patienceMs);
