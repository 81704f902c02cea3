import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../errors';
import { cut } from '../connection/cut';
import { httpBytesRead } from '../connection/proxied';
import { answeredOn, underWayOn } from '../connection/under-way';
import type { ListeningSockets } from './listening-sockets';

/** How often connections that have become idle are closed while a server is being closed. */
const sweepMs = 20;

type Options = {
  readonly server: Server;
  readonly sockets: ListeningSockets;
  /** Those that are open at any time. */
  readonly connections: Iterable<Socket>;
  /** How many milliseconds a request head may take. */
  readonly headMs: () => number;
};

/** Closes a server without losing an answer: each one under way gets `Connection: close`, and its connection goes when it is done. */
export class Drain {
  readonly #server: Server;
  readonly #sockets: ListeningSockets;
  readonly #connections: Iterable<Socket>;
  readonly #headMs: () => number;

  constructor({ server, sockets, connections, headMs }: Options) {
    this.#server = server;
    this.#sockets = sockets;
    this.#connections = connections;
    this.#headMs = headMs;
  }

  /**
   * Takes in who waits to be accepted and no one after that, waits for the answers under way, and cuts what is left when the signal says
   * so. `closing` is called once nobody can come any more.
   */
  async close(cut: AbortSignal, closing: () => void): Promise<void> {
    const server = this.#server;
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
    if (!cut.aborted) await this.#sockets.empty();
    const closed = this.#sockets.close();
    closing();
    for (const socket of this.#connections) {
      const underWay = underWayOn(socket);
      if (underWay !== undefined) underWay.res.shouldKeepAlive = false;
      else if (httpBytesRead(socket) === 0) socket.destroy();
    }
    // An answer whose head had left before could not say `Connection: close`.
    server.closeIdleConnections();
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    const lateHeads = setTimeout(() => this.#refuseHeads(), this.#headMs());
    const cutAll = () => {
      for (const socket of this.#connections) cutOff(socket);
    };
    if (cut.aborted) cutAll();
    else cut.addEventListener('abort', cutAll);
    await closed;
    clearInterval(sweep);
    clearTimeout(lateHeads);
    await this.#ends();
  }

  /** A server that is being closed watches no more over the time that a head takes. */
  #refuseHeads(): void {
    for (const socket of this.#connections) {
      if (underWayOn(socket) !== undefined) continue;
      const late = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      this.#server.emit('clientError', late, socket);
    }
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
