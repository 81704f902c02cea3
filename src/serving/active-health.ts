import { isDeepStrictEqual } from 'node:util';
import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';
import type { Clock } from '../clock';
import type { Names } from '../upstream/resolver/resolver';
import { BackendChecks, type CheckSettings, type Subject } from './backend-checks';

type ActiveHealthOptions = {
  readonly settings: CheckSettings;
  readonly names: Names;
  readonly clock: Clock;
  /** Called for each check that a backend passes on a new connection. */
  readonly passed: Subject['passed'];
  readonly isAwaited: Subject['isAwaited'];
  /** Of the pool that was there before: its backends, and what asked them. */
  readonly before: { readonly known: ReadonlySet<string>; readonly active: ActiveHealth | undefined };
};

/** Asks every backend of a pool how it is, and tells the pool. */
export class ActiveHealth {
  readonly #settings: CheckSettings;
  /** By the id of the backend. */
  readonly #checks = new Map<string, BackendChecks>();

  /** Checks of the same kind go on, as if nothing had happened; they are those of the new pool then. */
  constructor(pool: Pool, { settings, names, clock, passed, isAwaited, before: { known, active } }: ActiveHealthOptions) {
    this.#settings = settings;
    for (const backend of pool.backends) {
      const { id } = backend;
      const subject = { pool, backend, passed, isAwaited };
      const checks = active?.handOver(id, settings) ?? new BackendChecks(subject, settings, { isKnown: known.has(id), names, clock });
      checks.tell(subject);
      this.#checks.set(id, checks);
    }
  }

  /** The first check of each backend comes after this part of an interval, 0 to 1, so that many are not asked at once. */
  start(phase: () => number): void {
    for (const checks of this.#checks.values()) checks.start(phase);
  }

  /** The pace at which this backend is to be checked may have changed. */
  hurry({ id }: Backend): void {
    this.#checks.get(id)?.hurry();
  }

  stop(): void {
    for (const checks of this.#checks.values()) checks.stop();
  }

  /** The checks of a backend, which are another's from now on; undefined where they are not of this kind. */
  handOver(id: string, settings: CheckSettings): BackendChecks | undefined {
    if (!isDeepStrictEqual(settings, this.#settings)) return undefined;
    const checks = this.#checks.get(id);
    this.#checks.delete(id);
    return checks;
  }
}
