/** Where a checker gets its time and chance from. */
export type Clock = {
  /** Milliseconds. */
  now(): number;
  /** Runs once after so many milliseconds; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
  /** From 0 up to 1. */
  random(): number;
};

type Options<Result> = {
  /** One probe; never rejects, and answers within the check's timeout. */
  readonly probe: () => Promise<Result>;
  readonly onResult: (result: Result) => void;
  /** Milliseconds from the start of a check to the next one, asked once the result is in. */
  readonly paceMs: () => number;
  /** Each interval varies by up to this part of itself either way. */
  readonly jitter: number;
  readonly clock: Clock;
};

/** Asks one backend how it is, again and again: one probe at a time, the next an interval after the start of the last. */
export class Checker<Result> {
  readonly #options: Options<Result>;
  #startedAt = Number.NEGATIVE_INFINITY;
  #dueAt = Number.POSITIVE_INFINITY;
  /** Calls off the next check; undefined while one is under way, and before the first is planned. */
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: Options<Result>) {
    this.#options = options;
  }

  start(firstDelayMs: number): void {
    this.#planAt(this.#options.clock.now() + firstDelayMs);
  }

  /** The pace has become another: the next check comes by that one, if it is sooner. */
  hurry(): void {
    if (this.#cancel === undefined) return;
    const dueAt = this.#nextAt();
    if (dueAt >= this.#dueAt) return;
    this.#cancel();
    this.#planAt(dueAt);
  }

  /** No result is told after this, not even that of a probe under way. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #planAt(dueAt: number): void {
    const { clock } = this.#options;
    this.#dueAt = dueAt;
    this.#cancel = clock.after(Math.max(0, dueAt - clock.now()), () => void this.#check());
  }

  #nextAt(): number {
    const { paceMs, jitter, clock } = this.#options;
    return this.#startedAt + paceMs() * (1 + jitter * (2 * clock.random() - 1));
  }

  async #check(): Promise<void> {
    const { probe, onResult, clock } = this.#options;
    this.#cancel = undefined;
    this.#startedAt = clock.now();
    const result = await probe();
    if (this.#stopped) return;
    onResult(result);
    // A result may end the pool that asked.
    if (!this.#stopped) this.#planAt(this.#nextAt());
  }
}
