import { Agent, type AgentOptions } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Dial } from './dial';
import type { Endpoint } from './endpoint';
import { ageLimitMs, type ConnectionLife } from './http1/connection-life';

type Created = (error: Error | null, socket: Duplex) => void;

type Settings = { readonly endpoint: Endpoint; readonly connectMs: number; readonly life: ConnectionLife };
/** How long a connection may be used, by `performance.now()`, and how many requests it has carried. */
type Wear = { readonly endsAt: number; served: number };

/**
 * Node's own pool of connections, all of them to one endpoint. One that leads to an address which is gone is not used again, nor
 * beyond its life. `timeout` says how long an unused one is kept.
 */
export class DialingAgent extends Agent {
  readonly #endpoint: Endpoint;
  readonly #connectMs: number;
  readonly #life: ConnectionLife;
  readonly #keepAliveMs: number;
  /** The sockets are Node's own, and have no place for this. */
  readonly #wear = new WeakMap<Duplex, Wear>();
  readonly #dials = new Set<Dial>();

  constructor(options: AgentOptions, { endpoint, connectMs, life }: Settings) {
    super(options);
    this.#life = life;
    this.#keepAliveMs = options.timeout ?? Number.POSITIVE_INFINITY;
    this.#endpoint = endpoint;
    this.#connectMs = connectMs;
    endpoint.onChange(() => this.#closeStrays());
  }

  override createConnection(_options: unknown, created?: Created): undefined {
    const connectMs = this.#connectMs;
    const dial: Dial = new Dial({
      endpoint: this.#endpoint,
      patienceMs: connectMs,
      socket: () => new Socket().setNoDelay(true),
      onConnected: (socket) => {
        this.#wear.set(socket, { endsAt: performance.now() + ageLimitMs(this.#life), served: 0 });
        created?.(null, socket);
      },
      // There is none to be given with an error.
      onFailed: (error) => created?.(error, undefined as unknown as Duplex),
      onOver: () => {
        clearTimeout(timer);
        this.#dials.delete(dial);
      },
    });
    const timer = setTimeout(() => dial.fail(new Error(`no connection within ${connectMs} ms: ${dial.standing}`)), connectMs);
    this.#dials.add(dial);
    return undefined;
  }

  override keepSocketAlive(socket: Socket): boolean {
    // Its types do not know that it says whether it keeps the socket.
    const keeps: unknown = super.keepSocketAlive(socket);
    return keeps === true && this.#endpoint.leadsTo(socket.remoteAddress ?? '') && !this.#isWorn(socket);
  }

  #isWorn(socket: Socket): boolean {
    const wear = this.#wear.get(socket);
    if (wear === undefined) return false;
    wear.served += 1;
    const leftMs = wear.endsAt - performance.now();
    if (leftMs < 1 || wear.served >= this.#life.maxRequests) return true;
    // Behind it, Node closes a connection that is at rest.
    if (leftMs < this.#keepAliveMs) socket.setTimeout(leftMs);
    return false;
  }

  /** Closes every connection, and gives up those that are being made. */
  close(): void {
    for (const dial of this.#dials) dial.fail(new Error('the connection was closed'));
    this.destroy();
  }

  #closeStrays(): void {
    const kept = Object.values(this.freeSockets).flatMap((sockets) => sockets ?? []);
    for (const socket of kept) if (!this.#endpoint.leadsTo(socket.remoteAddress ?? '')) socket.destroy();
  }
}
