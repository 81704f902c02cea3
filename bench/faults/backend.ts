import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { contentOf } from '../../test/edge/soak-content';
import { alsoInChecks, type Fault } from './fault';

/**
 * A backend in a process of its own: `backend NAME PORT FILE`, port 0 for any. `/NONCE/SIZE/length` and `/NONCE/SIZE/chunked` say what
 * to answer, `/events` is an event stream, and a WebSocket gets back what it says. It tells its port over the process channel, takes
 * faults from there and confirms them, stops gracefully on SIGTERM, and ends with the channel. Each POST that it has got whole is a
 * line in the file before anything is answered.
 */
const [name = '', port = '0', file = ''] = process.argv.slice(2);
const executed = openSync(file, 'a');

const patienceMs = 5_000;
/** How long a stop waits for answers under way. */
const graceMs = 500;
const eventMs = 250;
/** What a page takes to be made, at most. */
const thoughtMs = 30;
/** Between pieces of an answer that are longer than one. */
const pieceMs = 5;
/** So large an answer is read from a disk, not made. */
const largeBytes = 1024 * 1024;

let fault: Fault = 'none';

const server = createServer((request, response) => {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { url = '' } = request;
  response.setHeader('X-Backend', name);
  const isCheck = url === '/healthz';
  const trouble = isCheck && !alsoInChecks.has(fault) ? 'none' : fault;
  request.resume().once('end', () => {
    if (isCheck && trouble === 'none') response.end('fine\n');
    else if (url === '/events' && trouble === 'none') tell(response);
    else void answer(request, response, trouble);
  });
});
server.keepAliveTimeout = 65_000;

server.on('upgrade', (_: IncomingMessage, socket: Socket, head: Buffer) => {
  socket.on('error', () => undefined);
  if (fault !== 'none') {
    socket.resetAndDestroy();
    return;
  }
  streams.add(socket);
  socket.once('close', () => streams.delete(socket));
  const accept = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  socket.write(head);
  socket.pipe(socket);
});

/** What would never end by itself. */
const streams = new Set<Socket | ServerResponse>();

function tell(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' });
  response.write('data: 0\n\n');
  streams.add(response);
  const events = setInterval(() => response.write('data: more\n\n'), eventMs);
  response.once('close', () => {
    clearInterval(events);
    streams.delete(response);
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, trouble: Fault): Promise<void> {
  const [, nonce = '', text = '0', framing = ''] = (request.url ?? '').split('/');
  const size = Number(text);
  if (trouble === 'is mute') return;
  if (request.method === 'POST') writeSync(executed, `${nonce}\n`);
  if (size < largeBytes) await pause(thought(nonce));
  if (trouble === 'resets') request.socket.resetAndDestroy();
  else if (trouble === 'answers garbage') request.socket.end('\x15\x03\x01 this is not HTTP\r\n\r\n');
  else if (trouble === 'answers 500') response.writeHead(500).end('a fault\n');
  else await write(response, { nonce, size, framing, trouble });
}

type Order = { readonly nonce: string; readonly size: number; readonly framing: string; readonly trouble: Fault };

async function write(response: ServerResponse, { nonce, size, framing, trouble }: Order): Promise<void> {
  const isCut = trouble === 'breaks off' || trouble === 'stalls';
  response.writeHead(200, { 'Content-Type': 'text/plain', ...(framing === 'length' ? { 'Content-Length': size } : {}) });
  let left = isCut ? Math.floor(size / 2) : size;
  for (const piece of contentOf(nonce, size)) {
    if (response.destroyed || left === 0) break;
    const flows = response.write(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
    if (!flows) await roomIn(response);
    if (size < largeBytes && left > 0) await pause(pieceMs);
  }
  if (!isCut) response.end();
  else if (trouble === 'breaks off') setTimeout(() => response.socket?.resetAndDestroy(), pieceMs);
}

/** The same for the same request, whoever is asked. */
function thought(nonce: string): number {
  return (Number.parseInt(nonce, 36) * 7) % thoughtMs || 1;
}

function roomIn(response: ServerResponse): Promise<void> {
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
  server.listen({ port: at, host: '127.0.0.1', backlog: 1024 }, () => {
    server.off('error', again);
    process.send?.((server.address() as AddressInfo).port);
  });
}

process.on('message', (next: Fault) => {
  fault = next;
  process.send?.(next);
});
process.once('SIGTERM', () => {
  server.close(() => process.exit());
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  sweep.unref();
  for (const stream of streams) stream.end();
  setTimeout(() => process.exit(), graceMs).unref();
});
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());
listen(Number(port), performance.now() + patienceMs);
