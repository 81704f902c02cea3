/** Where a checker gets its time and chance from. */
export type Clock = {
  /** Runs once after so many milliseconds; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
};

type Options<Result> = {
  /** One probe; never rejects, and answers within the check's timeout. */
  readonly probe: () => Promise<Result>;
  readonly onResult: (result: Result) => void;
  readonly intervalMs: number;
  /** Each interval varies by up to this part of itself either way. */
  readonly jitter: number;
  readonly clock: Clock;
};

/** Asks one backend how it is, again and again: one probe at a time, the next an interval after the start of the last. */
export class Checker<Result> {
  readonly #options: Options<Result>;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: Options<Result>) {
    this.#options = options;
  }

  start(firstDelayMs: number): void {
    this.#cancel = this.#options.clock.after(firstDelayMs, () => void this.#check());
  }

  /** No result is told after this, not even that of a probe under way. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #check(): Promise<void> {
    const { probe, onResult, intervalMs, jitter, clock } = this.#options;
    let due = false;
    let done = false;
    const again = () => {
      if (due && done && !this.#stopped) void this.#check();
    };
    this.#cancel = clock.after(intervalMs * (1 + jitter * (2 * clock.random() - 1)), () => {
      due = true;
      again();
    });
    const result = await probe();
    if (this.#stopped) return;
    onResult(result);
    done = true;
    again();
  }
}
