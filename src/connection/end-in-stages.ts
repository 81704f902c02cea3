import { Socket } from 'node:net';
import { isLingering, linger, prolong } from './linger';
import { answeredOn, underWayOn } from './under-way';

/** How long a client may go on sending content that nobody reads, and how much of it. */
const longestMs = 30_000;
const mostBytes = 256 * 1024 * 1024;

/**
 * Makes Node's way to end a client's connection behind its last answer one in stages (RFC 9112 §9.6) where the client may still be
 * sending. Many a client reads nothing before it has sent all.
 */
export function endInStages(socket: Socket): void {
  socket.destroySoon = destroySoon;
}

function destroySoon(this: Socket): void {
  if (isLingering(this)) return;
  const last = underWayOn(this);
  const isSending = last !== undefined && (!last.req.complete || last !== answeredOn(this));
  if (isSending) endWhileSending(this);
  else Socket.prototype.destroySoon.call(this);
}

function endWhileSending(socket: Socket): void {
  if (socket.destroyed || isLingering(socket)) return;
  // The parser sees nothing from here on: a request that came now must not be served.
  socket.removeAllListeners('data').removeAllListeners('end');
  let bytes = 0;
  const until = performance.now() + longestMs;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes && performance.now() < until) prolong(socket);
  });
  // Node's parser may have stopped the connection, and with the parser goes what would start it again.
  socket.push('');
  linger(socket);
}
