import { Socket } from 'node:net';
import type { Lingering } from './lingering';
import { answeredOn, underWayOn } from './under-way';

/** How long a client may go on sending content that nobody reads, and how much of it. */
const longestMs = 30_000;
const mostBytes = 256 * 1024 * 1024;

/**
 * Listens for the connections of a server. Makes Node's way to end one behind its last answer one in stages (RFC 9112 §9.6) where the
 * client may still be sending: many a client reads nothing before it has sent all.
 */
export function endInStages(lingering: Lingering): (socket: Socket) => void {
  const destroySoon = function (this: Socket): void {
    if (lingering.has(this)) return;
    const last = underWayOn(this);
    const isSending = last !== undefined && (!last.req.complete || last !== answeredOn(this));
    if (isSending) endWhileSending(this, lingering);
    else Socket.prototype.destroySoon.call(this);
  };
  return (socket) => {
    socket.destroySoon = destroySoon;
  };
}

function endWhileSending(socket: Socket, lingering: Lingering): void {
  if (socket.destroyed) return;
  // The parser sees nothing from here on: a request that came now must not be served.
  socket.removeAllListeners('data').removeAllListeners('end');
  let bytes = 0;
  const { clock } = lingering;
  const until = clock.now() + longestMs;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostBytes && clock.now() < until) lingering.prolong(socket);
  });
  // Node's parser may have stopped the connection, and with the parser goes what would start it again.
  socket.push('');
  lingering.close(socket);
}
