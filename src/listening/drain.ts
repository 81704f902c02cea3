import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../errors';
import { cut } from '../connection/cut';
import { httpBytesRead } from '../connection/proxied';
import { answeredOn, underWayOn } from '../connection/under-way';

/** How often connections that have become idle are closed while a server is being closed. */
const sweepMs = 20;

/** Closes a server without losing an answer: each one under way gets `Connection: close`, and its connection goes when it is done. */
export class Drain {
  readonly #server: Server;
  readonly #connections: Iterable<Socket>;
  readonly #headMs: () => number;

  /** `connections` are those that are open at any time; a request head may take so many milliseconds. */
  constructor(server: Server, connections: Iterable<Socket>, headMs: () => number) {
    this.#server = server;
    this.#connections = connections;
    this.#headMs = headMs;
  }

  /** Accepts no more connections, waits for the answers under way, and cuts what is left when the signal says so. */
  async close(cut: AbortSignal): Promise<void> {
    const server = this.#server;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
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
