import type { Socket } from 'node:net';
import { type Clock, Sweep } from '../clock';

/** How long a client may go on sending after its last answer. */
const lingerMs = 1000;
/** How many connections are waited for at a time. */
const most = 1024;
const sweepMs = 100;

/**
 * Lingering close (RFC 9112 §9.6): closes our side of a connection and reads on for a while, to the client's end of it or for a second
 * at most. A connection that is closed with bytes unread is reset, and the client could lose the answer. Under a flood the oldest are
 * cut. There is one for all client connections of a balancer.
 */
export class Lingering {
  /** That of the connections. */
  readonly clock: Clock;
  /** With the time at which each is cut; the first one first. */
  readonly #ends = new Map<Socket, number>();
  readonly #sweep: Sweep;
  readonly #forget: (this: Socket) => void;

  constructor(clock: Clock) {
    const ends = this.#ends;
    this.clock = clock;
    this.#sweep = new Sweep(clock, sweepMs, (now) => {
      cutUntil(now, ends);
      return ends.size > 0;
    });
    this.#forget = function (this: Socket) {
      ends.delete(this);
    };
  }

  close(socket: Socket): void {
    if (socket.destroyed || this.#ends.has(socket)) return;
    socket.on('error', ignore);
    socket.on('end', destroy);
    socket.on('close', this.#forget);
    socket.end();
    socket.resume();
    this.#ends.set(socket, this.clock.now() + lingerMs);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > most) oldest?.destroy();
    this.#sweep.run();
  }

  /** Whether the connection is being closed like that. */
  has(socket: Socket): boolean {
    return this.#ends.has(socket);
  }

  /** Gives a client that goes on sending its time anew. */
  prolong(socket: Socket): void {
    if (this.#ends.delete(socket)) this.#ends.set(socket, this.clock.now() + lingerMs);
  }
}

function cutUntil(now: number, ends: Map<Socket, number>): void {
  for (const [socket, end] of ends) {
    if (end > now) return;
    ends.delete(socket);
    socket.destroy();
  }
}

function destroy(this: Socket): void {
  this.destroy();
}

function ignore(): void {}
