import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';
import { Company } from './company';

export type OutlierSettings = {
  /** Failures in a row that eject; at least 1. */
  readonly consecutiveFailures: number;
  /** An ejection lasts this long times the number of times so far. */
  readonly baseEjectionMs: number;
  readonly maxEjectionMs: number;
  /** Part of the pool that may be out at once; one may always go when there are two or more. */
  readonly maxEjectedPercent: number;
};

/** Each such time without an ejection lets one earlier ejection be forgotten. */
const forgetAfterMs = 10_000;
/** For so long a client is remembered that a backend has served. */
export const companyMs = 30_000;

/** What an attempt says of its backend: that it failed before there was a connection, or later, or not. */
export type Sign = 'success' | 'no_connection' | 'failure';

/** What a check has shown: that connections are accepted, or that requests are answered too. */
export type Shown = 'accepts' | 'answers';

/** Failures in a row: those before a connection, those behind one, who asked for the first of these, and whether others did too. */
class Row {
  unconnected = 0;
  failed = 0;
  asker = '';
  hasSeveralAskers = false;

  get length(): number {
    return this.unconnected + this.failed;
  }

  add(sign: Sign, client: string): void {
    if (sign === 'no_connection') {
      this.unconnected += 1;
      return;
    }
    if (this.failed === 0) this.asker = client;
    this.failed += 1;
    this.hasSeveralAskers ||= client !== this.asker;
  }

  clear(): void {
    this.unconnected = 0;
    this.failed = 0;
    this.hasSeveralAskers = false;
  }
}

class History {
  readonly row = new Row();
  readonly company = new Company();
  times = 0;
  until = 0;
  backSince = 0;
  /** Whether it is out for nothing but failures to connect. */
  lacksConnections = false;
}

/**
 * Ejects backends of one pool that fail client after client (Envoy, outlier detection by consecutive 5xx and gateway
 * failures). What only one client meets, among several, may be that client's doing, and is not counted; that no connection can be
 * made is. It has no timer of its own: the owner calls `expire` at `nextDeadline`.
 */
export class Outliers {
  readonly #records = new Map<Backend, History>();
  readonly #ejected = new Map<Backend, History>();
  readonly #allowed: number;

  constructor(
    readonly pool: Pool,
    readonly settings: OutlierSettings,
  ) {
    const size = pool.backends.length;
    this.#allowed = Math.max(size > 1 ? 1 : 0, Math.floor((size * settings.maxEjectedPercent) / 100));
    for (const backend of pool.backends) this.#records.set(backend, new History());
  }

  /** When the first ejection ends; undefined while nobody is out. */
  get nextDeadline(): number | undefined {
    let first: number | undefined;
    for (const { until } of this.#ejected.values()) if (first === undefined || until < first) first = until;
    return first;
  }

  /** Takes in what an attempt of this client says, and tells whether the backend was ejected for it. */
  record(backend: Backend, sign: Sign, client: string): boolean {
    const record = this.#records.get(backend);
    if (record === undefined) return false;
    const now = this.pool.context.now();
    record.company.see(client, now);
    if (this.#ejected.has(backend)) return false;
    if (sign === 'success') {
      record.row.clear();
      return false;
    }
    record.row.add(sign, client);
    const counted = this.#counted(record, now);
    if (counted < this.settings.consecutiveFailures || this.#ejected.size >= this.#allowed) return false;
    this.#eject(backend, record, counted);
    return true;
  }

  /** A passing check brings an ejected backend back at once, if it has shown what the backend was ejected for the lack of. */
  checkPassed(backend: Backend, shown: Shown): void {
    if (shown === 'answers' || this.lacksConnections(backend)) this.#takeBack(backend, 'a check passed');
  }

  /** Whether it is out, and every failure that led to it was one to connect. */
  lacksConnections(backend: Backend): boolean {
    return this.#ejected.get(backend)?.lacksConnections === true;
  }

  /** Takes back those whose time is over. */
  expire(now: number): void {
    for (const [backend, { until }] of this.#ejected) if (until <= now) this.#takeBack(backend, 'time of ejection is over');
  }

  #counted(record: History, now: number): number {
    const { row } = record;
    if (row.failed === 0 || row.hasSeveralAskers) return row.length;
    return record.company.hasSeenOther(row.asker, now - companyMs) ? row.unconnected : row.length;
  }

  #eject(backend: Backend, record: History, counted: number): void {
    const { baseEjectionMs, maxEjectionMs } = this.settings;
    const now = this.pool.context.now();
    const forgotten = Math.floor(Math.max(0, now - record.backSince) / forgetAfterMs);
    record.times = Math.max(0, record.times - forgotten) + 1;
    const forMs = Math.min(maxEjectionMs, baseEjectionMs * record.times);
    record.until = now + forMs;
    record.lacksConnections = counted === record.row.unconnected;
    this.#ejected.set(backend, record);
    const failures = `${counted} failures${record.lacksConnections ? ' to connect' : ''} in a row`;
    this.pool.eject(backend, `ejected for ${forMs / 1000} s after ${failures}`);
    record.row.clear();
  }

  #takeBack(backend: Backend, reason: string): void {
    const record = this.#ejected.get(backend);
    if (record === undefined) return;
    this.#ejected.delete(backend);
    record.backSince = this.pool.context.now();
    this.pool.uneject(backend, reason);
  }
}
