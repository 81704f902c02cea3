import type { Server, ServerResponse } from 'node:http';

/**
 * Knows the answers under way on a server, so that it can be closed without losing one: each gets `Connection: close`, and its
 * connection goes when it is done. To be made before any other listener for `request`.
 */
export class Drain {
  readonly #server: Server;
  readonly #underWay = new Set<ServerResponse>();
  #closing = false;

  constructor(server: Server) {
    this.#server = server;
    server.on('request', (_request, response) => {
      if (this.#closing) response.shouldKeepAlive = false;
      this.#underWay.add(response);
      response.once('close', () => this.#done(response));
    });
  }

  /** Accepts no more connections, waits for the answers under way, and cuts what is left when the signal says so. */
  async close(cut: AbortSignal): Promise<void> {
    this.#closing = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const response of this.#underWay) response.shouldKeepAlive = false;
    this.#server.closeIdleConnections();
    const cutAll = () => this.#server.closeAllConnections();
    if (cut.aborted) cutAll();
    else cut.addEventListener('abort', cutAll);
    await closed;
  }

  #done(response: ServerResponse): void {
    this.#underWay.delete(response);
    // An answer whose head had left before the stop could not say `Connection: close`.
    if (this.#closing) setImmediate(() => this.#server.closeIdleConnections());
  }
}
