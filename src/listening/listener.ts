import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Config, ListenAddress } from '../config/schema';
import { noteExpectation } from '../connection/expectation';
import { onHalfClose } from '../connection/half-close';
import { endInStages } from '../connection/end-in-stages';
import type { Lingering } from '../connection/lingering';
import { refuseConnection } from '../connection/refuse-connection';
import { mayUpgrade, serveUpgrade } from '../connection/upgrades';
import { AddressList } from '../net/addresses';
import { Connections } from './connections';
import { Drain } from './drain';
import { endAfter } from './end-after';
import { ListeningSockets } from './listening-sockets';
import { ProxyHeaders } from './proxy-protocol';
import { Standstills } from './standstills';

/** Room above the configured sizes, so that what is too long is answered by the rooms and not by the parser. */
const parserSlack = 8 * 1024;

/** `current` gives the config in force; what it says of connections counts for new ones once `apply` has been called. */
export type ListenerOptions = {
  readonly current: () => Config;
  readonly log: Logger;
  readonly handler: RequestListener;
  /** Has the time by which all goes here. */
  readonly lingering: Lingering;
};

/** Takes the connections of clients, reads their requests with Node's strict parser, and answers what is no request itself. */
export class Listener {
  readonly #current: () => Config;
  readonly #server: Server;
  readonly #sockets: ListeningSockets;
  readonly #drain: Drain;
  readonly #connections: Connections;
  readonly #standstills: Standstills;

  constructor({ current, log, handler: walk, lingering }: ListenerOptions) {
    const { client_timeouts: timeouts, proxy_protocol: proxies } = current();
    const { clock } = lingering;
    const handler = endAfter(() => current().limits.requests_per_connection, walk);
    const headMs = () => current().client_timeouts.head;
    const server = createServer({
      requestTimeout: 0,
      requireHostHeader: false,
      // An option of the process would be believed otherwise (`--insecure-http-parser`).
      insecureHTTPParser: false,
      connectionsCheckingInterval: Math.min(1000, Math.ceil(timeouts.head / 5)),
      shouldUpgradeCallback: mayUpgrade,
    });
    // More than the parser would keep are counted by the rooms, not cut off in silence.
    server.maxHeadersCount = 0;
    // Node would answer a client's closed side by closing ours; whether it still listens is not Node's to decide.
    Object.assign(server, { httpAllowHalfOpen: true });
    this.#connections = new Connections({ limits: () => current().limits, log, lingering });
    this.#standstills = new Standstills({ connections: this.#connections.open, lingering });
    // One for all connections: a function for each would cost memory.
    const halfClosed = function (this: Socket) {
      onHalfClose(this, clock);
    };
    server.on('connection', (socket) => socket.once('end', halfClosed));
    server.on('connection', endInStages(lingering));
    server.on('request', handler);
    server.on('checkContinue', (request, response) => {
      noteExpectation(request, response);
      server.emit('request', request, response);
    });
    server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
    server.on('upgrade', (req, socket, head) => void serveUpgrade(req, socket, head, { handler, lingering }));
    server.on('clientError', (error, socket) => refuseConnection(error, socket, { log, config: current(), lingering }));
    server.on('connect', (req, socket, head) => void serveUpgrade(req, socket, head, { handler, lingering }));
    this.#connections.guardAddresses(server);
    // Behind all the others, so that everybody who listens for connections sees whom a header tells of.
    if (proxies !== undefined) new ProxyHeaders(server, { from: new AddressList(proxies.from), headMs, log, clock });
    this.#connections.guardAll(server);
    this.#sockets = new ListeningSockets(server, clock);
    this.#drain = new Drain({ server, sockets: this.#sockets, connections: this.#connections.open, lingering });
    this.#current = current;
    this.#server = server;
    this.apply();
  }

  /** Lets the config in force say how long new connections may take, and how large their heads may be. */
  apply(): void {
    const { limits, client_timeouts: timeouts } = this.#current();
    // Beyond what a client is told, because its next request may be on the way.
    const keepAliveBuffer = Math.min(1000, timeouts.keep_alive / 5);
    Object.assign(this.#server, {
      maxHeaderSize: limits.head + limits.url + parserSlack,
      headersTimeout: timeouts.head,
      keepAliveTimeout: timeouts.keep_alive,
      keepAliveTimeoutBuffer: keepAliveBuffer,
    });
    this.#connections.catchUp();
    const patience = { limitMs: timeouts.body, bytesPerSecond: limits.body_rate };
    this.#standstills.watch(patience, timeouts.keep_alive + keepAliveBuffer + timeouts.head);
  }

  /** Rejects with the system's error when the address cannot be listened on. */
  async listen(address: ListenAddress): Promise<void> {
    const { limits, reuse_port: isShared } = this.#current();
    await this.#sockets.listen({ ...address, backlog: limits.backlog, isShared });
  }

  /** Listens on sockets that the process was handed. Rejects with a `HandedInMistake` when one of them is no TCP socket for that. */
  async take(descriptors: readonly number[]): Promise<void> {
    await this.#sockets.take(descriptors, this.#current().limits.backlog);
  }

  get addresses(): AddressInfo[] {
    return this.#sockets.addresses;
  }

  get url(): string {
    return urlOf(this.#server.address() as AddressInfo);
  }

  /** From now on answers say `Connection: close`. */
  announceEnd(): void {
    this.#drain.announce();
  }

  /**
   * Accepts no more connections, waits for the answers under way, and cuts what is left when the signal says so. `closing` is called
   * once nobody can come any more.
   */
  async close(cut: AbortSignal, closing: () => void = ignore): Promise<void> {
    await this.#drain.close(cut, closing);
    this.#standstills.close();
    this.#connections.close();
  }
}

function ignore(): void {}

/** Where a server that listens there can be reached, as a URL without a path. */
export function urlOf({ address, port, family }: AddressInfo): string {
  const anywhere = address === '::' || address === '0.0.0.0';
  const host = anywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
