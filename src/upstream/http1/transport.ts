import type { AnswerHandler, Attempt, Transport, UpstreamRequest } from '../transport';
import { type AttemptOwner, Http1Attempt, repeatable } from './attempt';
import { Connection } from './connection';

type Settings = { readonly host: string; readonly port: number; readonly address: string; readonly keepAliveMs: number };

/** Backends close a connection that has been idle for what they announce; it is given up so much before. */
const marginMs = 1000;
const sweepPaceMs = 500;

/**
 * The default transport: HTTP/1.1, written and read by this project, one request at a time on a connection. It is stricter with
 * answers than a general client, carries trailers and interim answers, and costs less (`make bench`).
 */
export class Http1Transport implements Transport, AttemptOwner {
  readonly #settings: Settings;
  readonly #connections = new Set<Connection>();
  /** The one used last is used first, so that those not needed grow old. */
  readonly #idle: Connection[] = [];
  #sweeper: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  send(request: UpstreamRequest, handler: AnswerHandler): Attempt {
    const attempt = new Http1Attempt(request, handler, this.#settings.address, this);
    if (this.#idle.length === 0 || repeatable.has(request.method)) this.#start(attempt);
    // Lets the end of an idle connection be seen, if it is here already.
    else setImmediate(() => this.#start(attempt));
    return attempt;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    for (const { socket } of this.#connections) socket.destroy();
  }

  #start(attempt: Http1Attempt): void {
    if (attempt.isOver) return;
    const idle = this.#takeIdle();
    if (idle !== undefined) {
      idle.lend(attempt);
      attempt.use(idle);
      return;
    }
    this.renew(attempt);
  }

  renew(attempt: Http1Attempt): void {
    const { host, port } = this.#settings;
    const connection = new Connection(host, port, attempt, (gone) => this.#forget(gone));
    this.#connections.add(connection);
    attempt.use(connection);
  }

  #takeIdle(): Connection | undefined {
    const now = performance.now();
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (connection.keepUntil > now && connection.socket.readyState === 'open') return connection;
      connection.destroy();
    }
    return undefined;
  }

  keep(connection: Connection, announcedMs = Number.POSITIVE_INFINITY): void {
    const ms = Math.min(this.#settings.keepAliveMs, announcedMs - marginMs);
    if (ms <= 0 || this.#isClosed || connection.socket.destroyed) {
      connection.destroy();
      return;
    }
    connection.lend(undefined);
    // The last of an answer may have come while its reader had paused it.
    connection.socket.resume();
    connection.isUsed = true;
    connection.keepUntil = performance.now() + ms;
    this.#idle.push(connection);
    this.#sweeper ??= setInterval(() => this.#sweep(), sweepPaceMs).unref();
  }

  /** The oldest stand first. */
  #sweep(): void {
    const now = performance.now();
    for (const connection of [...this.#idle]) if (connection.keepUntil <= now) connection.destroy();
    if (this.#connections.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
  }
}
