import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { endThoseAtRest } from '../connection/at-rest';
import { cut } from '../connection/cut';
import type { Lingering } from '../connection/lingering';
import { answeredOn, underWayOn } from '../connection/under-way';
import { Failure } from '../errors';
import type { ListeningSockets } from './listening-sockets';

/** How often connections that have become idle are closed while a server is being closed. */
const sweepMs = 20;

type Options = {
  readonly server: Server;
  readonly sockets: ListeningSockets;
  /** Those that are open at any time. */
  readonly connections: Iterable<Socket>;
  readonly lingering: Lingering;
};

/** Closes a server without losing an answer: each one under way gets `Connection: close`, and its connection goes when it is done. */
export class Drain {
  readonly #server: Server;
  readonly #sockets: ListeningSockets;
  readonly #connections: Iterable<Socket>;
  readonly #lingering: Lingering;
  #isAnnounced = false;

  constructor({ server, sockets, connections, lingering }: Options) {
    this.#server = server;
    this.#sockets = sockets;
    this.#connections = connections;
    this.#lingering = lingering;
  }

  /** From now on answers say `Connection: close`, while new connections are still accepted. */
  announce(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
    for (const socket of this.#connections) {
      const underWay = underWayOn(socket);
      if (underWay !== undefined) underWay.res.shouldKeepAlive = false;
    }
  }

  /**
   * Takes in who waits to be accepted and no one after that, waits for the answers under way, and cuts what is left when the signal says
   * so. `closing` is called once nobody can come any more. Who has connected and not asked yet has the time that a head may take.
   */
  async close(cut: AbortSignal, closing: () => void): Promise<void> {
    this.announce();
    await this.#sockets.empty(cut);
    const closed = this.#sockets.close();
    closing();
    this.#endThoseAtRest();
    // An answer whose head had left before could not say `Connection: close`.
    const { clock } = this.#lingering;
    const sweep = clock.setInterval(() => this.#endThoseAtRest(), sweepMs);
    const cutAll = () => {
      for (const socket of this.#connections) cutOff(socket);
    };
    if (cut.aborted) cutAll();
    else cut.addEventListener('abort', cutAll);
    await closed;
    clock.clearInterval(sweep);
    // Until now the server has watched over the time that heads take.
    this.#server.close();
    await this.#ends();
  }

  #endThoseAtRest(): void {
    endThoseAtRest(this.#server, this.#connections, this.#lingering);
  }

  /** The server has closed before its connections say that they have, and the access log is written when they do. */
  async #ends(): Promise<void> {
    await Promise.all([...this.#connections].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    await setImmediate();
  }
}

/** Ends a connection at once, and with it what is under way on it. */
function cutOff(socket: Socket): void {
  const failure = new Failure('stopped', 'it was not done when the time to stop was over');
  const underWay = answeredOn(socket);
  if (underWay !== undefined) underWay.failure ??= failure;
  underWay?.attempts?.interrupt(failure);
  cut(socket);
}
