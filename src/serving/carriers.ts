import type { Socket } from 'node:net';
import type { Backend } from '../balancing/backend';
import type { Clock } from '../clock';
import type { PoolConfig } from '../config/schema';
import type { ConnectionLife } from '../upstream/connection-life';
import { Endpoint } from '../upstream/endpoint';
import { isTied } from '../upstream/http1/idle-connections';
import { Http1Transport } from '../upstream/http1/transport';
import { KoaProxiesTransport } from '../upstream/koa-proxies';
import type { Names } from '../upstream/resolver/resolver';
import type { Transport } from '../upstream/transport';
import { UndiciTransport } from '../upstream/undici';

export type CarriersOptions = {
  readonly names: Names;
  readonly clock: Clock;
  /** Gives for a backend what is called when it has said more than its answer. */
  readonly surplusOf: (backend: Backend) => () => void;
};

/** Where the connections to one backend go, and what carries requests over them. */
type Carrier = { readonly endpoint: Endpoint; readonly transport: Transport };

/** What carries the requests of a pool: an endpoint and a transport for each of its backends. */
export class Carriers {
  readonly #carriers: ReadonlyMap<Backend, Carrier>;

  /** The names of the backends are kept looked up until `retire` or `close`. */
  constructor(backends: readonly Backend[], config: PoolConfig, { names, clock, surplusOf }: CarriersOptions) {
    this.#carriers = new Map(
      backends.map((backend) => {
        const endpoint = new Endpoint(backend, names, clock);
        return [backend, { endpoint, transport: transportTo(backend, endpoint, config, surplusOf(backend)) }];
      }),
    );
  }

  /** Throws for a backend of another pool. */
  transportTo(backend: Backend): Transport {
    const carrier = this.#carriers.get(backend);
    if (carrier === undefined) throw new Error(`${backend.name} is not a backend of this pool`);
    return carrier.transport;
  }

  endpointOf(backend: Backend): Endpoint | undefined {
    return this.#carriers.get(backend)?.endpoint;
  }

  /** The backend to which a connection is tied to this client's; undefined for nearly all. */
  backendTiedTo(client: Socket): Backend | undefined {
    if (!isTied(client)) return undefined;
    for (const [backend, { transport }] of this.#carriers) if (transport.isTiedTo?.(client)) return backend;
    return undefined;
  }

  /** Keeps neither names nor connections for those to come; what has begun goes on to its end. */
  retire(): void {
    for (const { endpoint, transport } of this.#carriers.values()) {
      transport.retire();
      endpoint.close();
    }
  }

  /** Closes every connection; attempts under way fail. */
  async close(): Promise<void> {
    await Promise.all(
      Array.from(this.#carriers.values(), ({ endpoint, transport }) => {
        endpoint.close();
        return transport.close();
      }),
    );
  }
}

function transportTo({ address }: Backend, endpoint: Endpoint, config: PoolConfig, onSurplus: () => void): Transport {
  const { transport, timeouts, send_proxy: sendProxy } = config;
  const settings = { endpoint, address, connectMs: timeouts.connect, keepAliveMs: timeouts.keep_alive, life: lifeOf(config) };
  if (transport === 'koa-proxies') return new KoaProxiesTransport(settings);
  if (transport === 'undici') return new UndiciTransport(settings);
  return new Http1Transport({ ...settings, sendProxy, onSurplus });
}

/** How long connections to the backends of a pool may be used, those of checks included. */
export function lifeOf({ keep_alive: { max_age: maxAgeMs, max_requests: maxRequests } }: PoolConfig): ConnectionLife {
  return { maxAgeMs: maxAgeMs ?? Number.POSITIVE_INFINITY, maxRequests };
}
