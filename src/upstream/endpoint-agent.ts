import { Agent, type AgentOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Endpoint } from './endpoint';
import { ageLimitMs, type ConnectionLife } from './connection-life';
import { nodeLookup } from './resolver/node-lookup';

type Settings = { readonly endpoint: Endpoint; readonly connectMs: number; readonly life: ConnectionLife };
/** How long a connection may be used, by the clock of the endpoint, and how many requests it has carried. */
type Wear = { readonly endsAt: number; served: number };

/** The least that Node takes. */
const leastAttemptMs = 10;

/**
 * Node's own pool of connections, all of them to one endpoint. One that leads to an address which is gone is not used again, nor is one
 * beyond its life; `timeout` says how long an unused one is kept. Of several addresses each has an equal share of the time, one after the
 * other, and not at once as `Dial` does it: http-proxy has to have a socket before it is connected.
 */
export class EndpointAgent extends Agent {
  readonly #endpoint: Endpoint;
  readonly #connectMs: number;
  readonly #life: ConnectionLife;
  readonly #keepAliveMs: number;
  /** The sockets are Node's own, and have no place for this. */
  readonly #wear = new WeakMap<Socket, Wear>();

  constructor(options: AgentOptions, { endpoint, connectMs, life }: Settings) {
    super(options);
    this.#life = life;
    this.#keepAliveMs = options.timeout ?? Number.POSITIVE_INFINITY;
    this.#endpoint = endpoint;
    this.#connectMs = connectMs;
    endpoint.onChange(() => this.#closeStrays());
  }

  override createConnection(): Socket {
    const endpoint = this.#endpoint;
    const { host, port, addresses } = endpoint;
    const autoSelectFamilyAttemptTimeout = Math.max(leastAttemptMs, Math.floor(this.#connectMs / Math.max(2, addresses.length)));
    const options = { host, port, noDelay: true, autoSelectFamily: true, autoSelectFamilyAttemptTimeout, lookup: this.#lookup };
    const socket = connect(options);
    this.#wear.set(socket, { endsAt: endpoint.clock.now() + ageLimitMs(this.#life), served: 0 });
    socket.on('connectionAttemptFailed', (address: string) => endpoint.avoid(address));
    socket.on('connectionAttemptTimeout', (address: string) => endpoint.avoid(address));
    socket.once('connect', () => endpoint.trust(socket.remoteAddress ?? ''));
    return socket;
  }

  readonly #lookup = nodeLookup(() => this.#endpoint.route());

  override keepSocketAlive(socket: Socket): boolean {
    // Its types do not know that it says whether it keeps the socket.
    const keeps: unknown = super.keepSocketAlive(socket);
    return keeps === true && this.#endpoint.leadsTo(socket.remoteAddress ?? '') && !this.#isWorn(socket);
  }

  /** Keeps no connection any more. */
  retire(): void {
    this.maxFreeSockets = 0;
    for (const socket of this.#kept()) socket.destroy();
  }

  #isWorn(socket: Socket): boolean {
    const wear = this.#wear.get(socket);
    if (wear === undefined) return false;
    wear.served += 1;
    const leftMs = wear.endsAt - this.#endpoint.clock.now();
    if (leftMs < 1 || wear.served >= this.#life.maxRequests) return true;
    // Behind it, Node closes a connection that is at rest.
    if (leftMs < this.#keepAliveMs) socket.setTimeout(leftMs);
    return false;
  }

  #closeStrays(): void {
    for (const socket of this.#kept()) if (!this.#endpoint.leadsTo(socket.remoteAddress ?? '')) socket.destroy();
  }

  #kept(): readonly Socket[] {
    return Object.values(this.freeSockets).flatMap((sockets) => sockets ?? []);
  }
}
