import type { AttemptRecord, Exchange } from './exchange';

/** What Mangrove has found out of a request, in `ctx.state.mangrove`; each is undefined, or empty, until it is known. */
export class Found {
  readonly #exchange: Partial<Exchange>;

  /** A request that comes behind the last answer on its connection has no exchange. */
  constructor(exchange: Partial<Exchange>) {
    this.#exchange = exchange;
  }

  /** The X-Request-Id of the request, as the backend and the log have it. */
  get id(): string {
    return this.#exchange.id ?? '';
  }

  /** The address of the client: of the connection, or what `trusted_proxies` tell. */
  get client(): string {
    return this.#exchange.client ?? '';
  }

  /** The host that was asked for: in lower case, without port. */
  get host(): string | undefined {
    return this.#exchange.target?.host;
  }

  /** The path as routes and firewalls see it: `//a/../%62` is `/b`. Decide by this one who may go where, not by `ctx.path`. */
  get path(): string {
    return this.#exchange.target?.path ?? '';
  }

  /** The name of the route, such as `www.mango.com/cart`. */
  get route(): string | undefined {
    return this.#exchange.route?.name;
  }

  get pool(): string | undefined {
    return this.#exchange.pool;
  }

  /** The tries at backends, the first one first. */
  get attempts(): readonly Readonly<AttemptRecord>[] {
    return this.#exchange.attempts ?? [];
  }

  /** Why the answer is not that of a backend, such as `no_backend`: the word that the log has. */
  get reason(): string | undefined {
    return this.#exchange.reason;
  }
}
