export type PatienceLimits = {
  /** What patience begins with, and never has more of. */
  readonly limitMs: number;
  /** Infinite where any byte restores all of it. */
  readonly bytesPerSecond: number;
};

/**
 * The patience that is left with somebody who has moved so many bytes in so many milliseconds that were his turn. Waiting uses it
 * up, bytes give it back: a second for each second's worth of them, or all of it (a token bucket).
 */
export function patienceAfter(leftMs: number, waitedMs: number, bytes: number, { limitMs, bytesPerSecond }: PatienceLimits): number {
  if (bytes === 0) return leftMs - waitedMs;
  if (bytesPerSecond === Number.POSITIVE_INFINITY) return limitMs;
  return Math.min(limitMs, leftMs - waitedMs + (bytes * 1000) / bytesPerSecond);
}
