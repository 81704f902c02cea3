import type { Circuit } from '../balancing/backend';

export type BreakerSettings = {
  /** Opens when at least this percentage of the attempts in the window failed, 1 to 100. */
  readonly errorPercent: number;
  /** Fewer attempts than this in the window prove nothing. */
  readonly minimumRequests: number;
  readonly windowMs: number;
  /** How long it stays open before trials. */
  readonly openMs: number;
  /** Trials at a time while half open, and trials that must succeed in a row to close. */
  readonly trials: number;
};

export const defaultBreakerSettings: BreakerSettings = {
  errorPercent: 50,
  minimumRequests: 20,
  windowMs: 10_000,
  openMs: 10_000,
  trials: 3,
};

const bucketCount = 10;

/**
 * A circuit breaker for one backend (Nygard, "Release It!"): closed, it counts failures over a sliding window of ten
 * buckets; open, the backend rests; half open, a few trials decide. Time is in milliseconds of the caller's clock.
 */
export class Breaker {
  readonly #successes = new Int32Array(bucketCount);
  readonly #failures = new Int32Array(bucketCount);
  #bucket = Number.NEGATIVE_INFINITY;
  #state: Circuit = 'closed';
  #since = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor(readonly settings: BreakerSettings = defaultBreakerSettings) {}

  get state(): Circuit {
    return this.#state;
  }

  /** When `expire` turns it half open; undefined unless it is open. */
  get nextDeadline(): number | undefined {
    return this.#state === 'open' ? this.#since + this.settings.openMs : undefined;
  }

  /** Takes in how an attempt ended and says whether the state has changed by it; attempts begun in an earlier state say nothing. */
  record(ok: boolean, startedAt: number, now: number): boolean {
    if (this.#state === 'open' || startedAt < this.#since) return false;
    if (this.#state === 'half_open') return this.#recordTrial(ok, now);
    this.#advance(now);
    const counts = ok ? this.#successes : this.#failures;
    const at = this.#bucket % bucketCount;
    counts[at] = (counts[at] ?? 0) + 1;
    return !ok && this.#tooManyFailed() && this.#turn('open', now);
  }

  /** Turns an open circuit half open when its time has come, and says whether it did. */
  expire(now: number): boolean {
    const deadline = this.nextDeadline;
    return deadline !== undefined && now >= deadline && this.#turn('half_open', now);
  }

  /** Failures and attempts of the last window, for the log line. */
  counts(now: number): { readonly failures: number; readonly requests: number } {
    this.#advance(now);
    const failures = sum(this.#failures);
    return { failures, requests: failures + sum(this.#successes) };
  }

  #recordTrial(ok: boolean, now: number): boolean {
    if (!ok) return this.#turn('open', now);
    this.#passed += 1;
    return this.#passed >= this.settings.trials && this.#turn('closed', now);
  }

  #tooManyFailed(): boolean {
    const failures = sum(this.#failures);
    const requests = failures + sum(this.#successes);
    return requests >= this.settings.minimumRequests && failures * 100 >= this.settings.errorPercent * requests;
  }

  #turn(state: Circuit, now: number): true {
    this.#state = state;
    this.#since = now;
    this.#passed = 0;
    // An open circuit keeps its counts, to be able to say why.
    if (state === 'closed') this.#clear();
    return true;
  }

  #clear(): void {
    this.#successes.fill(0);
    this.#failures.fill(0);
  }

  #advance(now: number): void {
    const bucket = Math.floor((now * bucketCount) / this.settings.windowMs);
    if (bucket - this.#bucket >= bucketCount) this.#clear();
    for (let stale = Math.max(this.#bucket + 1, bucket - bucketCount + 1); stale <= bucket; stale += 1) {
      this.#successes[stale % bucketCount] = 0;
      this.#failures[stale % bucketCount] = 0;
    }
    this.#bucket = Math.max(bucket, this.#bucket);
  }
}

function sum(counts: Int32Array): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
