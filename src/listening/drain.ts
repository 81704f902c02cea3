import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { httpBytesRead } from '../middleware/proxied';
import { underWayOn } from '../middleware/under-way';

/** How often connections that have become idle are closed while a server is being closed. */
const sweepMs = 20;

/** Closes a server without losing an answer: each one under way gets `Connection: close`, and its connection goes when it is done. */
export class Drain {
  readonly #server: Server;
  readonly #connections: Iterable<Socket>;

  /** `connections` are those that are open at any time. */
  constructor(server: Server, connections: Iterable<Socket>) {
    this.#server = server;
    this.#connections = connections;
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
    const cutAll = () => {
      for (const socket of this.#connections) socket.destroy();
    };
    if (cut.aborted) cutAll();
    else cut.addEventListener('abort', cutAll);
    await closed;
    clearInterval(sweep);
  }
}
