const bucketCount = 10;

/**
 * How often something has happened of late: a sliding window of ten buckets, so that the count looks back between nine and ten tenths
 * of it. Time is in milliseconds of the caller's clock, and never runs backwards.
 */
export class RecentCount {
  readonly #buckets = new Int32Array(bucketCount);
  readonly #bucketMs: number;
  #newest = Number.NEGATIVE_INFINITY;
  #total = 0;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / bucketCount;
  }

  /** Counts one more. */
  add(now: number): void {
    this.#advance(now);
    const at = this.#newest % bucketCount;
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1;
    this.#total += 1;
  }

  /** Takes back the one that was counted last, if that is still remembered. */
  takeBack(): void {
    for (let age = 0; age < bucketCount; age += 1) {
      const at = (this.#newest - age + bucketCount) % bucketCount;
      const count = this.#buckets[at] ?? 0;
      if (count === 0) continue;
      this.#buckets[at] = count - 1;
      this.#total -= 1;
      return;
    }
  }

  /** How many are remembered. */
  total(now: number): number {
    this.#advance(now);
    return this.#total;
  }

  clear(): void {
    this.#buckets.fill(0);
    this.#total = 0;
  }

  #advance(now: number): void {
    const bucket = Math.floor(now / this.#bucketMs);
    for (let stale = Math.max(this.#newest + 1, bucket - bucketCount + 1); stale <= bucket; stale += 1) {
      this.#total -= this.#buckets[stale % bucketCount] ?? 0;
      this.#buckets[stale % bucketCount] = 0;
    }
    this.#newest = bucket;
  }
}
