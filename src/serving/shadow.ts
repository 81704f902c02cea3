import type { Backend } from '../balancing/backend';
import { type PickRequest, Pool } from '../balancing/pool';
import { copies } from '../upstream/copies';
import { type CopyAt, RunningCopies } from './running-copies';

/**
 * Places for copies of requests, beside those of clients. Copies follow the policy of the pool with a turn of their own, and leave
 * no trace in what clients get: they are neither in flight nor a trial, and nobody learns from them. Only the totals count them.
 */
export class Shadow {
  readonly #pool: Pool;
  /** The backends of the pool, by those that stand in for them when one is chosen. */
  readonly #originals: ReadonlyMap<Backend, Backend>;
  readonly #running: RunningCopies;

  readonly #leftOut: () => void;

  /** `leftOut` is told of each copy that there was no room for; `before` is that of the pool in whose place this one came. */
  constructor({ name, backends, settings, context }: Pool, leftOut: () => void, before?: Shadow) {
    this.#leftOut = leftOut;
    this.#originals = new Map(backends.map((backend) => [backend.shadow(), backend]));
    this.#pool = new Pool(name, [...this.#originals.keys()], settings, context);
    this.#running = before === undefined ? new RunningCopies() : before.#running;
    // It looks for itself how the backends are.
    this.#pool.retire();
    for (const backend of backends) if (backend.maxConnections !== undefined) backend.onBegin = () => this.#giveWay(backend);
  }

  /**
   * A place at a backend with room for one more copy, to be told when it is to be given up; undefined where there is none, for a copy
   * does not wait, or where `most` are under way at the pool.
   */
  enter(request: PickRequest, most: number, drop: () => void): CopyAt | undefined {
    if (this.#running.size >= most || !copies.hasRoom) {
      this.#leftOut();
      return undefined;
    }
    for (const shadow of this.#originals.keys()) shadow.refreshShare();
    const picked = this.#pool.pick(request, []);
    const backend = picked.kind === 'backend' ? this.#originals.get(picked.backend) : undefined;
    if (backend === undefined || !this.#hasRoom(backend)) return undefined;
    const copy = { backend, drop };
    this.#running.add(copy);
    return copy;
  }

  /** Ends what `enter` began; to be called once. */
  leave(copy: CopyAt, ok: boolean): void {
    this.#running.delete(copy);
    copy.backend.count(ok);
  }

  #hasRoom(backend: Backend): boolean {
    if (backend.circuit !== 'closed') return false;
    const { maxConnections = Number.POSITIVE_INFINITY, inFlight } = backend;
    return this.#running.at(backend).size < maxConnections - inFlight;
  }

  /** A request takes the place of a copy where the backend would be asked for more than it may. */
  #giveWay(backend: Backend): void {
    const { maxConnections = Number.POSITIVE_INFINITY, inFlight } = backend;
    const running = this.#running.at(backend);
    for (const copy of running) {
      if (inFlight + running.size <= maxConnections) return;
      // Which leaves.
      copy.drop();
    }
  }
}
