import type { Socket } from 'node:net';

/** How long a client may go on sending after its last answer. */
const lingerMs = 1000;
/** How many connections are waited for at a time. */
const most = 1024;
const sweepMs = 100;

/** With the time at which each is cut, by `performance.now()`; the first one first. */
const lingering = new Map<Socket, number>();
let sweeper: NodeJS.Timeout | undefined;

/**
 * Closes our side of a connection and reads on for a while, to the client's end of it or for a second at most: a connection that is
 * closed with bytes unread is reset, and the client could lose the answer (RFC 9112 §9.6). Under a flood the oldest are cut.
 */
export function linger(socket: Socket): void {
  if (socket.destroyed || lingering.has(socket)) return;
  socket.on('error', ignore);
  socket.on('end', destroy);
  socket.on('close', forget);
  socket.end();
  socket.resume();
  lingering.set(socket, performance.now() + lingerMs);
  const [oldest] = lingering.keys();
  if (lingering.size > most) oldest?.destroy();
  sweeper ??= setInterval(sweep, sweepMs);
}

/** Whether the connection is being closed like that. */
export function isLingering(socket: Socket): boolean {
  return lingering.has(socket);
}

/** Gives a client that goes on sending its time anew. */
export function prolong(socket: Socket): void {
  if (lingering.delete(socket)) lingering.set(socket, performance.now() + lingerMs);
}

function sweep(): void {
  const now = performance.now();
  for (const [socket, end] of lingering) {
    if (end > now) break;
    lingering.delete(socket);
    socket.destroy();
  }
  if (lingering.size > 0) return;
  clearInterval(sweeper);
  sweeper = undefined;
}

function destroy(this: Socket): void {
  this.destroy();
}

function forget(this: Socket): void {
  lingering.delete(this);
}

function ignore(): void {}
