import type { Backend } from '../balancing/backend';
import { type PickRequest, Pool } from '../balancing/pool';

/** So many copies at a time may be under way at a backend without a limit of its own: one that hangs must not collect connections. */
const mostCopies = 100;

/**
 * Places for copies of requests, beside those of clients. Copies follow the policy of the pool with a turn of their own, and leave
 * no trace in what clients get: they are neither in flight nor a trial, and nobody learns from them. Only the totals count them.
 */
export class Shadow {
  readonly #pool: Pool;
  /** The backends of the pool, by those that stand in for them when one is chosen. */
  readonly #originals: ReadonlyMap<Backend, Backend>;
  readonly #copies = new Map<Backend, number>();

  constructor({ name, backends, settings, context }: Pool) {
    this.#originals = new Map(backends.map((backend) => [backend.shadow(), backend]));
    this.#pool = new Pool(name, [...this.#originals.keys()], settings, context);
    // It looks for itself how the backends are.
    this.#pool.retire();
  }

  /** A backend with room for one more copy; undefined where there is none, for a copy does not wait. */
  enter(request: PickRequest): Backend | undefined {
    for (const shadow of this.#originals.keys()) shadow.refreshShare();
    const picked = this.#pool.pick(request, []);
    const backend = picked.kind === 'backend' ? this.#originals.get(picked.backend) : undefined;
    if (backend === undefined || !this.#hasRoom(backend)) return undefined;
    this.#copies.set(backend, this.#copiesAt(backend) + 1);
    return backend;
  }

  /** Ends what `enter` began. */
  leave(backend: Backend, ok: boolean): void {
    this.#copies.set(backend, this.#copiesAt(backend) - 1);
    backend.count(ok);
  }

  #hasRoom(backend: Backend): boolean {
    if (backend.circuit !== 'closed') return false;
    const { maxConnections } = backend;
    return this.#copiesAt(backend) < (maxConnections === undefined ? mostCopies : maxConnections - backend.inFlight);
  }

  #copiesAt(backend: Backend): number {
    return this.#copies.get(backend) ?? 0;
  }
}
