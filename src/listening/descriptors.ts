import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import type { Logger } from 'pino';
import type { Clock } from '../clock';

/** What the process has open for itself: the program, the log, the status API, checks, one socket that listens. */
const ownBeside = 32;
/** How many sockets listen at one address at most; each takes a descriptor, which a process that has few needs for other things. */
const mostListening = 8;
const descriptorsForEach = 128;
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

/** How many sockets listen at one address. */
export function listeningSockets(limit: number): number {
  return Math.max(1, Math.min(mostListening, Math.floor(limit / descriptorsForEach)));
}

function own(limit: number): number {
  return ownBeside + listeningSockets(limit) - 1;
}

/** How many connections to backends, those of checks among them, may be open while one more is kept for later. */
export function roomForKept(limit: number): number {
  return Math.max(1, Math.floor((limit - own(limit)) / 2));
}

/** How many copies of requests, each with a connection, may be under way: few enough to be missed by nobody. */
export function roomForCopies(limit: number): number {
  return Math.max(1, Math.floor((limit - own(limit)) / 16));
}

/** How many connections of clients leave room for those to backends. */
export function roomForClients(limit: number): number {
  const free = Math.max(2, limit - own(limit));
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
 * How many connections of clients may be open. Those beyond are dropped, as HAProxy does: a flood that took all descriptors would leave
 * none to reach a backend with, and nobody would be served. The log says so once a minute at most.
 */
export class RoomForClients {
  readonly #limit = descriptorLimit();
  readonly #most = this.#limit === undefined ? Number.POSITIVE_INFINITY : roomForClients(this.#limit);
  readonly #log: Logger;
  readonly #clock: Clock;
  #saidAt = Number.NEGATIVE_INFINITY;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Whether there is a place for one more beside those that are open. */
  hasRoomBeside(open: number): boolean {
    if (open < this.#most) return true;
    const now = this.#clock.now();
    if (now - this.#saidAt < silenceMs) return false;
    this.#saidAt = now;
    this.#log.warn({ open: this.#most, descriptors: this.#limit }, 'connections are dropped: raise the limit of open files (ulimit -n)');
    return false;
  }
}
