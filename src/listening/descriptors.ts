import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Logger } from 'pino';

/** What the process has open for itself: the program, the log, the status API, checks. */
const own = 32;
/** Of the rest, connections to backends have half, and need no more than this. */
const mostForBackends = 1024;

const silenceMs = 60_000;

/** How many files this process may have open; undefined where the system does not tell. */
export function descriptorLimit(): number | undefined {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

/** How many connections to backends, those of checks among them, may be open while one more is kept for later. */
export function roomForKept(limit: number): number {
  return Math.max(1, Math.floor((limit - own) / 2));
}

/** How many connections of clients leave room for those to backends. */
export function roomForClients(limit: number): number {
  const free = Math.max(2, limit - own);
  return free - Math.min(Math.floor(free / 2), mostForBackends);
}

/** How many connections the status API may have: some, and never those that clients need. */
export function roomForStatus(limit: number): number {
  return Math.max(4, Math.floor(limit / 16));
}

/** Drops connections to the status API beyond its part of the descriptors: nobody else would be served until they are over. */
export function keepRoomForClients(status: Server): void {
  const limit = descriptorLimit();
  if (limit !== undefined) status.maxConnections = roomForStatus(limit);
}

/**
 * Drops connections of clients beyond what the descriptors of the process allow, as HAProxy does: a flood that took them all would
 * leave none to reach a backend with, and nobody would be served. The log says so once a minute at most.
 */
export function keepRoomForBackends(server: Server, log: Logger): void {
  const limit = descriptorLimit();
  if (limit === undefined) return;
  server.maxConnections = roomForClients(limit);
  let saidAt = Number.NEGATIVE_INFINITY;
  server.on('drop', () => {
    const now = performance.now();
    if (now - saidAt < silenceMs) return;
    saidAt = now;
    log.warn({ open: server.maxConnections, descriptors: limit }, 'connections are dropped: raise the limit of open files (ulimit -n)');
  });
}
