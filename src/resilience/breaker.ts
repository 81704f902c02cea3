import type { Circuit } from '../balancing/backend';
import { RecentCount } from './recent-count';

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

/** What an attempt says of its backend; a failure is doubtful that may be its client's doing, because others are served there too. */
export type Sign = 'success' | 'failure' | 'doubtful';

/**
 * A circuit breaker for one backend (Nygard, "Release It!"): closed, it counts failures over a sliding window; open, the backend rests;
 * half open, a few trials decide. Doubtful failures count once two clients have met them within a window. Time is in milliseconds of the caller's clock.
 */
export class Breaker {
  readonly #successes: RecentCount;
  readonly #failures: RecentCount;
  readonly #doubtful: RecentCount;
  /** Who met a doubtful failure last, and when; and when two clients had done so. */
  #doubter = '';
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #sharedAt = Number.NEGATIVE_INFINITY;
  #state: Circuit = 'closed';
  #since = Number.NEGATIVE_INFINITY;
  #passed = 0;

  constructor(readonly settings: BreakerSettings) {
    this.#successes = new RecentCount(settings.windowMs);
    this.#failures = new RecentCount(settings.windowMs);
    this.#doubtful = new RecentCount(settings.windowMs);
  }

  get state(): Circuit {
    return this.#state;
  }

  /** When `expire` turns it half open; undefined unless it is open. */
  get nextDeadline(): number | undefined {
    return this.#state === 'open' ? this.#since + this.settings.openMs : undefined;
  }

  /** Takes in how an attempt ended and says whether the state has changed by it; attempts begun in an earlier state say nothing. */
  record(sign: Sign, client: string, startedAt: number, now: number): boolean {
    if (this.#state === 'open' || startedAt < this.#since) return false;
    if (sign === 'doubtful') this.#doubt(client, now);
    if (this.#state === 'half_open') return this.#recordTrial(sign, now);
    this.#countOf(sign).add(now);
    return sign !== 'success' && this.#tooManyFailed(now) && this.#turn('open', now);
  }

  /** Turns an open circuit half open when its time has come, and says whether it did. */
  expire(now: number): boolean {
    const deadline = this.nextDeadline;
    return deadline !== undefined && now >= deadline && this.#turn('half_open', now);
  }

  /** Failures and attempts of the last window, for the log line. */
  counts(now: number): { readonly failures: number; readonly requests: number } {
    const doubtful = this.#doubtful.total(now);
    const certain = this.#failures.total(now);
    const requests = certain + doubtful + this.#successes.total(now);
    return { failures: this.#isShared(now) ? certain + doubtful : certain, requests };
  }

  #countOf(sign: Sign): RecentCount {
    if (sign === 'success') return this.#successes;
    return sign === 'failure' ? this.#failures : this.#doubtful;
  }

  #doubt(client: string, now: number): void {
    if (client !== this.#doubter && now - this.#doubtedAt <= this.settings.windowMs) this.#sharedAt = now;
    this.#doubter = client;
    this.#doubtedAt = now;
  }

  /** Whether two clients have met doubtful failures. */
  #isShared(now: number): boolean {
    return now - this.#sharedAt <= this.settings.windowMs;
  }

  #recordTrial(sign: Sign, now: number): boolean {
    if (sign === 'failure' || (sign === 'doubtful' && this.#isShared(now))) return this.#turn('open', now);
    if (sign === 'doubtful') return false;
    this.#passed += 1;
    return this.#passed >= this.settings.trials && this.#turn('closed', now);
  }

  #tooManyFailed(now: number): boolean {
    const { failures, requests } = this.counts(now);
    return requests >= this.settings.minimumRequests && failures * 100 >= this.settings.errorPercent * requests;
  }

  #turn(state: Circuit, now: number): true {
    this.#state = state;
    this.#since = now;
    this.#passed = 0;
    this.#doubtedAt = Number.NEGATIVE_INFINITY;
    if (state !== 'open') this.#sharedAt = Number.NEGATIVE_INFINITY;
    // An open circuit keeps its counts, to be able to say why.
    if (state === 'closed') {
      this.#successes.clear();
      this.#failures.clear();
      this.#doubtful.clear();
    }
    return true;
  }
}
