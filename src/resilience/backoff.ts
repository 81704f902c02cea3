export type BackoffSettings = { readonly baseMs: number; readonly maxMs: number };

export const defaultBackoffSettings: BackoffSettings = { baseMs: 25, maxMs: 250 };

/**
 * Milliseconds to wait before asking the same backend for the `nth` time again, from 1: exponential with full jitter, uniform
 * from 0 to base × (2^nth - 1), at most the maximum (Envoy, `retry_back_off`). `random` is uniform in [0, 1).
 */
export function backoffMs(nth: number, random: number, { baseMs, maxMs }: BackoffSettings = defaultBackoffSettings): number {
  return random * Math.min(maxMs, baseMs * (2 ** nth - 1));
}
