import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';

export type OutlierSettings = {
  /** Failures in a row that eject; at least 1. */
  readonly consecutiveFailures: number;
  /** An ejection lasts this long times the number of times so far. */
  readonly baseEjectionMs: number;
  readonly maxEjectionMs: number;
  /** Part of the pool that may be out at once; one may always go when there are two or more. */
  readonly maxEjectedPercent: number;
  /** Each such time without an ejection lets one earlier ejection be forgotten. */
  readonly forgetAfterMs: number;
};

export const defaultOutlierSettings: OutlierSettings = {
  consecutiveFailures: 5,
  baseEjectionMs: 30_000,
  maxEjectionMs: 300_000,
  maxEjectedPercent: 10,
  forgetAfterMs: 10_000,
};

type History = { failures: number; times: number; until: number; backSince: number };

/**
 * Ejects backends of one pool that fail client after client (Envoy, outlier detection by consecutive 5xx and gateway
 * failures). It has no timer of its own: the owner calls `expire` at `nextDeadline`.
 */
export class Outliers {
  readonly #records = new Map<Backend, History>();
  readonly #ejected = new Set<Backend>();
  readonly #allowed: number;

  constructor(
    readonly pool: Pool,
    readonly settings: OutlierSettings = defaultOutlierSettings,
  ) {
    const size = pool.backends.length;
    this.#allowed = Math.max(size > 1 ? 1 : 0, Math.floor((size * settings.maxEjectedPercent) / 100));
    for (const backend of pool.backends) this.#records.set(backend, { failures: 0, times: 0, until: 0, backSince: 0 });
  }

  /** When the first ejection ends; undefined while nobody is out. */
  get nextDeadline(): number | undefined {
    let first: number | undefined;
    for (const backend of this.#ejected) {
      const until = this.#records.get(backend)?.until ?? 0;
      if (first === undefined || until < first) first = until;
    }
    return first;
  }

  /** Takes in how an attempt ended, `ok` unless it was a gateway failure or a 5xx, and says whether the backend was ejected for it. */
  record(backend: Backend, ok: boolean): boolean {
    const record = this.#records.get(backend);
    if (record === undefined || this.#ejected.has(backend)) return false;
    record.failures = ok ? 0 : record.failures + 1;
    if (record.failures < this.settings.consecutiveFailures || this.#ejected.size >= this.#allowed) return false;
    this.#eject(backend, record);
    return true;
  }

  /** A passing check brings an ejected backend back at once. */
  checkPassed(backend: Backend): void {
    if (this.#ejected.has(backend)) this.#takeBack(backend, 'a check passed');
  }

  /** Takes back those whose time is over. */
  expire(now: number): void {
    for (const backend of this.#ejected) {
      if ((this.#records.get(backend)?.until ?? 0) <= now) this.#takeBack(backend, 'time of ejection is over');
    }
  }

  #eject(backend: Backend, record: History): void {
    const { baseEjectionMs, maxEjectionMs, forgetAfterMs } = this.settings;
    const now = this.pool.context.now();
    const forgotten = Math.floor(Math.max(0, now - record.backSince) / forgetAfterMs);
    record.times = Math.max(0, record.times - forgotten) + 1;
    const forMs = Math.min(maxEjectionMs, baseEjectionMs * record.times);
    record.until = now + forMs;
    this.#ejected.add(backend);
    this.pool.eject(backend, `ejected for ${forMs / 1000} s after ${record.failures} failures in a row`);
    record.failures = 0;
  }

  #takeBack(backend: Backend, reason: string): void {
    this.#ejected.delete(backend);
    const record = this.#records.get(backend);
    if (record !== undefined) record.backSince = this.pool.context.now();
    this.pool.uneject(backend, reason);
  }
}
