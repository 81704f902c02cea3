import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Count, Counter } from './counter';

/** About 45 MB when all of them are in use. */
const defaultMostKeys = 100_000;

/** Counts in this process. Beyond `mostKeys` keys the oldest are forgotten, so that a flood of made-up ones cannot fill the memory. */
export class LocalCounter implements Counter {
  readonly #limiter = new RateLimiterMemory({ points: 0, duration: 1, keyPrefix: '' });
  readonly #mostKeys: number;
  /** In the order of their first count. One whose window is over stays until it is pushed out. */
  readonly #keys = new Set<string>();
  /** Stands behind the keys that were pushed out. */
  readonly #oldest = this.#keys.values();

  constructor(mostKeys = defaultMostKeys) {
    this.#mostKeys = mostKeys;
  }

  async count(key: string, windowMs: number): Promise<Count> {
    // A window of another length begins anew, as it does in the store.
    const windowed = `${key}:${windowMs}`;
    // The name notwithstanding, this is the one that counts without a verdict of its own.
    const counted = await this.#limiter.penalty(windowed, 1, { customDuration: windowMs / 1000 });
    if (counted.isFirstInDuration) this.#enter(windowed);
    // A clock that was put back makes the rest of a window longer than the window.
    return { count: counted.consumedPoints, restMs: Math.min(counted.msBeforeNext, windowMs) };
  }

  #enter(key: string): void {
    this.#keys.delete(key);
    this.#keys.add(key);
    if (this.#keys.size <= this.#mostKeys) return;
    const { value: oldest } = this.#oldest.next();
    if (oldest === undefined) return;
    this.#keys.delete(oldest);
    void this.#limiter.delete(oldest);
  }
}
