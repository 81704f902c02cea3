import { neverConnected, type Outcome } from './outcome';
import { RecentCount } from './recent-count';

export type BudgetSettings = {
  /** Of the last ten seconds, retries stay within this percentage of the requests, 0 to 100. */
  readonly percent: number;
  /** So many retries a second, over the last ten, are allowed however few requests there are. */
  readonly minimum: number;
};

/** What another attempt costs: nothing where the one before it sent nothing, for that was no load. */
export type Cost = 'free' | 'charged';

/** In retries that were charged. */
export type Account = { readonly spent: number; readonly left: number };

const windowS = 10;

/**
 * Keeps retries from multiplying the load on a pool in trouble (Finagle, `RetryBudget`): what they may cost is told by the requests
 * of the last ten seconds. Time is in milliseconds of the caller's clock.
 */
export class RetryBudget {
  readonly #requests: RecentCount;
  readonly #retries: RecentCount;

  /** What `before` has counted goes on to count. */
  constructor(
    readonly settings: BudgetSettings,
    before?: RetryBudget,
  ) {
    this.#requests = before === undefined ? new RecentCount(windowS * 1000) : before.#requests;
    this.#retries = before === undefined ? new RecentCount(windowS * 1000) : before.#retries;
  }

  /** A client's request starts. */
  requestStarted(now: number): void {
    this.#requests.add(now);
  }

  /** Takes leave for one more attempt after this outcome; undefined when the budget is spent. */
  takeAfter(outcome: Outcome, now: number): Cost | undefined {
    if (neverConnected(outcome)) return 'free';
    return this.take(now) ? 'charged' : undefined;
  }

  /** Takes leave for one retry or hedge that sends a request once more; false when the budget is spent. */
  take(now: number): boolean {
    if (this.account(now).left === 0) return false;
    this.#retries.add(now);
    return true;
  }

  /** What has been spent in the last ten seconds, and how many more retries may be made now. */
  account(now: number): Account {
    const { percent, minimum } = this.settings;
    const spent = this.#retries.total(now);
    const allowed = Math.max(minimum * windowS, Math.floor((percent * this.#requests.total(now)) / 100));
    return { spent, left: Math.max(0, allowed - spent) };
  }

  /** Gives back what was taken for an attempt that could not be made. */
  giveBack(cost: Cost): void {
    if (cost === 'charged') this.#retries.takeBack();
  }
}
