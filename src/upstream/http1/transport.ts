import type { Socket } from 'node:net';
import type { Clock, Timer } from '../../clock';
import { Dial } from '../dial';
import type { Endpoint } from '../endpoint';
import type { ConnectionLife } from '../connection-life';
import { type AnswerHandler, type Attempt, onlyReads, type Transport, type UpstreamRequest } from '../transport';
import { type AttemptOwner, Http1Attempt } from './attempt';
import { Connection, type ConnectionOwner, PatientSocket } from './connection';
import { IdleConnections } from './idle-connections';
import { type ProxyVersion, proxyHeader } from '../send-proxy';

type Settings = {
  readonly endpoint: Endpoint;
  readonly address: string;
  /** How long whoever sends will wait for a connection. */
  readonly connectMs: number;
  readonly keepAliveMs: number;
  readonly life: ConnectionLife;
  /** Begins each connection with a header that tells of the client; it carries only requests that came on one connection then. */
  readonly sendProxy?: ProxyVersion | undefined;
  /** Told when the backend has said more than its answer; nobody gets to see what. */
  readonly onSurplus?: (() => void) | undefined;
};

/** Backends close a connection that has been idle for what they announce; it is given up so much before. */
const marginMs = 1000;
const sweepPaceMs = 500;

/** All that have connections: they share the descriptors of the process. */
const transports = new Set<Http1Transport>();
/** How many connections they have, those included that are being made. */
let open = 0;
/** With more than these, none is kept for later. */
let roomForKept = Number.POSITIVE_INFINITY;

/** Lets connections be kept for later only while there are no more than so many, for whatever: clients need descriptors too. */
export function keepOnlyWithin(connections: number): void {
  roomForKept = connections;
}

/**
 * The default transport: HTTP/1.1, written and read by this project, one request at a time on a connection. It is stricter with
 * answers than a general client, carries trailers and interim answers, and costs less (`make bench`).
 */
export class Http1Transport implements Transport, AttemptOwner, ConnectionOwner {
  readonly #settings: Settings;
  readonly #connections = new Set<Connection>();
  /** Connections that are being made. */
  readonly #dials = new Set<Dial<PatientSocket>>();
  readonly #idle: IdleConnections;
  #sweeper: Timer | undefined;
  #isRetired = false;
  #isClosed = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#idle = new IdleConnections(settings.sendProxy !== undefined);
    settings.endpoint.onChange(() => this.#closeStrays());
  }

  get clock(): Clock {
    return this.#settings.endpoint.clock;
  }

  send(request: UpstreamRequest, handler: AnswerHandler): Attempt {
    const attempt = new Http1Attempt(request, handler, this.#settings.address, this);
    if (!this.#idle.has(request) || onlyReads(request)) this.#start(attempt);
    // Lets the end of an idle connection be seen, if it is here already.
    else setImmediate(() => this.#start(attempt));
    return attempt;
  }

  isTiedTo(client: Socket): boolean {
    return this.#idle.isTiedTo(client);
  }

  retire(): void {
    this.#isRetired = true;
    // It keeps nothing any more.
    this.clock.clearInterval(this.#sweeper);
    for (const connection of this.#idle.all()) connection.destroy();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.clock.clearInterval(this.#sweeper);
    for (const dial of this.#dials) dial.fail(new Error('the connection was closed'));
    for (const { socket } of this.#connections) socket.destroy();
  }

  /** Those that lead to an address which is not the backend's any more, and are not in use. */
  #closeStrays(): void {
    for (const connection of this.#idle.all())
      if (!connection.isTied && !this.#settings.endpoint.leadsTo(connection.address)) connection.destroy();
  }

  #start(attempt: Http1Attempt): void {
    if (attempt.isOver) return;
    const idle = this.#takeIdle(attempt.request);
    if (idle !== undefined) attempt.use(idle);
    else if (!attempt.lose()) this.#connect(attempt);
  }

  renew(attempt: Http1Attempt): boolean {
    if (!this.#isClosed) this.#connect(attempt);
    return !this.#isClosed;
  }

  #connect(attempt: Http1Attempt): void {
    const dial: Dial<PatientSocket> = new Dial({
      endpoint: this.#settings.endpoint,
      patienceMs: this.#settings.connectMs,
      socket: () => new PatientSocket().setNoDelay(true),
      onConnected: (socket, address) => attempt.use(this.#connected(socket, address, attempt.request.client)),
      onFailed: (error) => attempt.onNotConnected(error),
      onOver: () => this.#dialed(dial),
    });
    this.#dials.add(dial);
    open += 1;
    attempt.await(dial);
  }

  #dialed(dial: Dial<PatientSocket>): void {
    this.#dials.delete(dial);
    open -= 1;
  }

  #connected(socket: PatientSocket, address: string, client: Socket | undefined): Connection {
    const { endpoint, sendProxy } = this.#settings;
    const connection = new Connection(socket, { address, peer: endpoint.at(address), startedAt: this.clock.now() }, this);
    if (sendProxy !== undefined) connection.reserve(client, proxyHeader(sendProxy, client));
    this.#connections.add(connection);
    open += 1;
    transports.add(this);
    return connection;
  }

  spare(): boolean {
    for (const transport of transports) {
      const [oldest] = transport.#idle.all();
      if (oldest === undefined) continue;
      transport.#idle.forget(oldest);
      oldest.destroy();
      return true;
    }
    return false;
  }

  #takeIdle(request: UpstreamRequest): Connection | undefined {
    const now = this.clock.now();
    for (let connection = this.#idle.take(request); connection !== undefined; connection = this.#idle.take(request)) {
      if (connection.keepUntil > now && connection.socket.readyState === 'open') return connection;
      connection.destroy();
    }
    return undefined;
  }

  keep(connection: Connection, announcedMs = Number.POSITIVE_INFINITY): void {
    const { keepAliveMs, endpoint, life } = this.#settings;
    const now = this.clock.now();
    connection.served += 1;
    // A tie lasts as long as both ends of it.
    const ms = connection.isTied ? Number.POSITIVE_INFINITY : Math.min(keepAliveMs, announcedMs - marginMs, connection.leftMs(life, now));
    const isStray = !connection.isTied && !endpoint.leadsTo(connection.address);
    const isKeeping = !this.#isRetired && !this.#isClosed && !isStray && open <= roomForKept;
    const isSurplus = connection.socket.readableLength > 0;
    if (isSurplus) this.surplus();
    if (ms <= 0 || !isKeeping || isSurplus || connection.socket.destroyed || connection.client?.destroyed) {
      connection.destroy();
      return;
    }
    connection.lend(undefined);
    // The last of an answer may have come while its reader had paused it.
    connection.socket.resume();
    connection.keepUntil = now + ms;
    this.#idle.put(connection);
    this.#sweeper ??= this.clock.setInterval(() => this.#sweep(), sweepPaceMs).unref();
  }

  #sweep(): void {
    const now = this.clock.now();
    for (const connection of this.#idle.all()) if (connection.keepUntil <= now) connection.destroy();
    if (this.#connections.size > 0) return;
    this.clock.clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  surplus(): void {
    this.#settings.onSurplus?.();
  }

  forget(connection: Connection): void {
    if (this.#connections.delete(connection)) open -= 1;
    this.#idle.forget(connection);
    if (this.#connections.size === 0) transports.delete(this);
  }
}
