import type { Socket } from 'node:net';

/** How often connections are looked at. */
const paceMs = 1000;

const watched = new Set<Socket>();
let timer: NodeJS.Timeout | undefined;

/**
 * Finds out that the other side has reset a connection though nobody reads it at the moment, because what comes cannot be passed on.
 * The system tells of a reset only who reads or writes: so nothing is written, which a connection that is dead does not take either.
 */
export function feelPulse(socket: Socket): void {
  watched.add(socket);
  socket.once('close', forget);
  timer ??= setInterval(look, paceMs).unref();
}

function look(): void {
  for (const socket of watched) if (socket.isPaused() && socket.writable && socket.writableLength === 0) socket.write('');
}

function forget(this: Socket): void {
  watched.delete(this);
  if (watched.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
