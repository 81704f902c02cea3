/** What `setTimeout` and `setInterval` of a clock give back. */
export type Timer = {
  /** Lets the process end though the timer has not fired. */
  unref(): Timer;
};

/**
 * The one owner of time. Everything that measures, waits or limits asks the clock of its balancer, so that a spec can turn it; only
 * what Node does on its own for sockets runs by the system's time.
 */
export type Clock = {
  /** Milliseconds since a fixed moment of this clock; never goes back. For durations and deadlines. */
  now(): number;
  /** Milliseconds since 1970 (UTC), as people and HTTP dates count; may jump when the system's time is set. */
  wallTime(): number;
  /** Runs once after `ms` milliseconds; of more than 2^31 - 1, after these. */
  setTimeout(run: () => void, ms: number): Timer;
  clearTimeout(timer: Timer | undefined): void;
  /** Runs every `ms` milliseconds; the same holds for these. */
  setInterval(run: () => void, ms: number): Timer;
  clearInterval(timer: Timer | undefined): void;
};

/** Node has no timer for more than 2^31 - 1 ms, near 25 days: one that is to wait longer would fire at once. It fires then. */
export const longestTimerMs = 2 ** 31 - 1;

/** The time of the system. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, Math.min(ms, longestTimerMs)),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout | undefined),
  setInterval: (run, ms) => setInterval(run, Math.min(ms, longestTimerMs)),
  clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout | undefined),
};

type PauseOptions = {
  /** Ends the pause before its time. */
  readonly signal?: AbortSignal;
  /** Whether the process has to stay for the end of it; it has to by default. */
  readonly ref?: boolean;
};

/** Resolves after `ms` milliseconds, or at once when the signal says so. */
export function pause(clock: Clock, ms: number, { signal, ref = true }: PauseOptions = {}): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimeout(end, ms);
    if (!ref) timer.unref();
    signal?.addEventListener('abort', end);
  });
}

/**
 * One interval for many that wait, in place of a timer for each: a timer costs more than to look at a place in a list. Whoever joins
 * them calls `run`. What has come while the process was busy is read before anybody is looked at.
 */
export class Sweep {
  readonly #clock: Clock;
  readonly #paceMs: number;
  readonly #look: (now: number) => boolean;
  #timer: Timer | undefined;

  /** `look` is told the time, every `paceMs` milliseconds, and says whether anybody is left to look at. */
  constructor(clock: Clock, paceMs: number, look: (now: number) => boolean) {
    this.#clock = clock;
    this.#paceMs = paceMs;
    this.#look = look;
  }

  get isRunning(): boolean {
    return this.#timer !== undefined;
  }

  /** Looks from now on, until nobody is left. Returns the timer, which does not keep the process when it is told so. */
  run(): Timer {
    this.#timer ??= this.#clock.setInterval(() => setImmediate(this.#onTime), this.#paceMs);
    return this.#timer;
  }

  stop(): void {
    this.#clock.clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #onTime = (): void => {
    if (this.#timer !== undefined && !this.#look(this.#clock.now())) this.stop();
  };
}
