export type BudgetSettings = {
  /** Retries in flight stay below this percentage of requests in flight, 0 to 100. */
  readonly percent: number;
  /** This many are allowed however few requests there are. */
  readonly minimum: number;
};

export const defaultBudgetSettings: BudgetSettings = { percent: 20, minimum: 3 };

/** Keeps retries from multiplying the load on a pool in trouble (Envoy, `retry_budget`). */
export class RetryBudget {
  #requests = 0;
  #retries = 0;

  constructor(readonly settings: BudgetSettings = defaultBudgetSettings) {}

  /** A client's request starts; its end must follow. */
  requestStarted(): void {
    this.#requests += 1;
  }

  requestEnded(): void {
    this.#requests -= 1;
  }

  /** Takes leave for one retry or hedge, to be given back when it ends; false when the budget is spent. */
  take(): boolean {
    const { percent, minimum } = this.settings;
    if (this.#retries >= minimum && (this.#retries + 1) * 100 > percent * this.#requests) return false;
    this.#retries += 1;
    return true;
  }

  giveBack(): void {
    this.#retries -= 1;
  }

  /** Retries in flight. */
  get retries(): number {
    return this.#retries;
  }
}
