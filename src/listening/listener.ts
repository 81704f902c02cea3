import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config, ListenAddress } from '../config/schema';
import { onHalfClose } from '../middleware/half-close';
import { closeWith, refuseConnection } from '../middleware/refuse-connection';
import { Drain } from './drain';

/** Room above the configured sizes, so that what is too long is answered by the rooms and not by the parser. */
const parserSlack = 8 * 1024;

export type ListenerOptions = { readonly config: Config; readonly log: Logger; readonly handler: RequestListener };

/** Takes the connections of clients, reads their requests with Node's strict parser, and answers what is no request itself. */
export class Listener {
  readonly #server: Server;
  readonly #drain: Drain;

  constructor({ config, log, handler }: ListenerOptions) {
    const { limits } = config;
    const server = createServer({
      maxHeaderSize: limits.head + limits.url + parserSlack,
      headersTimeout: 10_000,
      requestTimeout: 0,
      keepAliveTimeout: 75_000,
      requireHostHeader: false,
      connectionsCheckingInterval: 1000,
    });
    // More than the parser would keep are counted by the rooms, not cut off in silence.
    server.maxHeadersCount = 0;
    // Node would answer a client's closed side by closing ours; whether it still listens is not Node's to decide.
    Object.assign(server, { httpAllowHalfOpen: true });
    this.#drain = new Drain(server);
    server.on('connection', (socket) => socket.once('end', () => onHalfClose(socket)));
    server.on('request', handler);
    server.on('clientError', (error, socket) => refuseConnection(error, socket, { log, config }));
    server.on('connect', (_request, socket) => closeWith('method_not_allowed', socket, 'CONNECT is not served', { log, config }));
    this.#server = server;
  }

  /** Rejects with the system's error when the address cannot be listened on. */
  async listen(address: ListenAddress): Promise<void> {
    await listen(this.#server, address);
  }

  get url(): string {
    return urlOf(this.#server);
  }

  /** Accepts no more connections, waits for the answers under way, and cuts what is left when the signal says so. */
  async close(cut: AbortSignal): Promise<void> {
    await this.#drain.close(cut);
  }
}

/** Resolves when the server listens; rejects with the system's error, and the server is closed then. */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening');
}

/** Where a server can be reached, as a URL without a path. */
export function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anywhere = address === '::' || address === '0.0.0.0';
  const host = anywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
