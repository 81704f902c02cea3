import type { Socket } from 'node:net';
import { type Clock, Sweep } from '../../clock';

/** How often connections are looked at. */
const paceMs = 1000;

/**
 * Finds out that the other side has reset a connection though nobody reads it at the moment, because what comes cannot be passed on.
 * The system tells of a reset only who reads or writes: so nothing is written, which a connection that is dead does not take either.
 */
export class Pulse {
  readonly #sockets = new Set<Socket>();
  readonly #sweep: Sweep;

  constructor(clock: Clock) {
    this.#sweep = new Sweep(clock, paceMs, () => {
      for (const socket of this.#sockets) if (socket.isPaused() && socket.writable && socket.writableLength === 0) socket.write('');
      return this.#sockets.size > 0;
    });
  }

  /** Feels it until the connection closes. */
  feel(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#forget(socket));
    this.#sweep.run().unref();
  }

  #forget(socket: Socket): void {
    this.#sockets.delete(socket);
    if (this.#sockets.size === 0) this.#sweep.stop();
  }
}
