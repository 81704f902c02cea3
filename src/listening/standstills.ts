import type { Socket } from 'node:net';
import type { Clock, Timer } from '../clock';
import { Failure } from '../errors';
import { cut } from '../connection/cut';
import { isWaitingForContinue } from '../connection/expectation';
import type { Lingering } from '../connection/lingering';
import { answeredOn, idleMs, noteBusy, type UnderWay, underWayOn } from '../connection/under-way';
import { type PatienceLimits, patienceAfter } from './patience';

/** How often in a time limit connections are looked at, and how far apart at most. */
const looksPerLimit = 10;
const longestPaceMs = 2000;

/** What is known of a connection on which somebody waits for the client. */
type Watch = {
  /** Bytes that have come from the client, and that it has taken, up to the last look. */
  read: number;
  taken: number;
  /** The patience left with it as the one who sends, and as the one who reads. */
  sendingMs: number;
  readingMs: number;
  /** Whether it was the client's turn to send at the last look. */
  wasSending: boolean;
  wasReading: boolean;
};

/** The system's side of a socket; what it has not yet taken of the bytes given to it. */
type Handle = { readonly bytesWritten?: number; readonly writeQueueSize?: number };

export type StandstillsOptions = { readonly connections: Iterable<Socket>; readonly lingering: Lingering };

/**
 * Watches all connections for clients that keep others waiting: that send no content though it is their turn, or take none of their
 * answer, or keep a connection with empty lines alone, which Node takes for activity. One timer looks at all of them, so that a
 * connection at rest costs nothing; a limit may be exceeded by one look.
 */
export class Standstills {
  readonly #connections: Iterable<Socket>;
  readonly #clock: Clock;
  readonly #lingering: Lingering;
  readonly #watches = new WeakMap<Socket, Watch>();
  #limits: PatienceLimits = { limitMs: Number.POSITIVE_INFINITY, bytesPerSecond: Number.POSITIVE_INFINITY };
  #longestIdleMs = Number.POSITIVE_INFINITY;
  #paceMs = longestPaceMs;
  #timer: Timer | undefined;
  #lookedAt = 0;

  constructor({ connections, lingering }: StandstillsOptions) {
    this.#connections = connections;
    this.#clock = lingering.clock;
    this.#lingering = lingering;
  }

  /** Begins to watch, or goes on with other limits. A connection may be at rest for `longestIdleMs`, a head at the end of that included. */
  watch(limits: PatienceLimits, longestIdleMs: number): void {
    this.#limits = limits;
    this.#longestIdleMs = longestIdleMs;
    const paceMs = Math.min(longestPaceMs, Math.max(1, limits.limitMs / looksPerLimit));
    // Begun anew each time, it would never come to its end where configs change fast.
    if (this.#timer !== undefined && paceMs === this.#paceMs) return;
    this.#clock.clearInterval(this.#timer);
    this.#paceMs = paceMs;
    this.#timer = this.#clock.setInterval(() => this.#look(), this.#paceMs);
    this.#timer.unref();
  }

  close(): void {
    this.#clock.clearInterval(this.#timer);
  }

  #look(): void {
    const now = this.#clock.now();
    // What a process that was busy elsewhere has not seen is not the clients' fault.
    const waitedMs = Math.min(now - this.#lookedAt, 2 * this.#paceMs);
    this.#lookedAt = now;
    for (const socket of this.#connections) this.#lookAt(socket, waitedMs, now);
  }

  #lookAt(socket: Socket, waitedMs: number, now: number): void {
    const last = underWayOn(socket);
    const isReading = socket.writableLength > 0;
    const isSending = last !== undefined && !last.req.complete;
    if (isReading) noteBusy(socket, now);
    else if (!this.#lingering.has(socket) && idleMs(socket, now) > this.#longestIdleMs) socket.destroy();
    if ((!isSending && !isReading) || last?.res.statusCode === 101 || this.#lingering.has(socket)) {
      this.#watches.delete(socket);
      return;
    }
    const taken = takenBy(socket);
    const watch = this.#watches.get(socket);
    const isItsTurn = isSending && !socket.isPaused() && !isWaitingForContinue(last.req);
    if (watch === undefined) {
      const { limitMs } = this.#limits;
      const wholly = { sendingMs: limitMs, readingMs: limitMs };
      this.#watches.set(socket, { ...wholly, read: socket.bytesRead, taken, wasSending: isItsTurn, wasReading: isReading });
      return;
    }
    const moved = { read: socket.bytesRead - watch.read, taken: taken - watch.taken };
    watch.read = socket.bytesRead;
    watch.taken = taken;
    if (!isSending || (last.res.headersSent && moved.taken > 0)) watch.sendingMs = this.#limits.limitMs;
    else if (isItsTurn && watch.wasSending) watch.sendingMs = patienceAfter(watch.sendingMs, waitedMs, moved.read, this.#limits);
    else watch.sendingMs = patienceAfter(watch.sendingMs, 0, moved.read, this.#limits);
    if (!isReading) watch.readingMs = this.#limits.limitMs;
    else if (watch.wasReading) watch.readingMs = patienceAfter(watch.readingMs, waitedMs, moved.taken, this.#limits);
    watch.wasSending = isItsTurn;
    watch.wasReading = isReading;
    if (watch.sendingMs <= 0 && last !== undefined) this.#end(last, socket, 'sent its content');
    if (watch.readingMs <= 0) this.#end(answeredOn(socket), socket, 'took its answer');
  }

  #end(underWay: UnderWay | undefined, socket: Socket, what: string): void {
    this.#watches.delete(socket);
    const failure = new Failure('slow_client', `the client ${what} too slowly, or not at all`);
    if (underWay !== undefined) {
      underWay.failure ??= failure;
      underWay.attempts?.interrupt(failure);
    }
    if (socket.writableLength > 0) cut(socket);
  }
}

/** Where the system does not tell, a piece counts once it has been taken whole. */
function takenBy(socket: Socket): number {
  const { _handle: handle } = socket as { readonly _handle?: Handle | null };
  const { bytesWritten, writeQueueSize } = handle ?? {};
  if (bytesWritten === undefined || writeQueueSize === undefined) return socket.bytesWritten - socket.writableLength;
  return bytesWritten - writeQueueSize;
}
