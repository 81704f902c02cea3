/** How long a connection to a backend goes on being used: who stands behind an address may change without a word. */
export type ConnectionLife = {
  /** Infinite for no limit. */
  readonly maxAgeMs: number;
  /** Infinite for no limit. */
  readonly maxRequests: number;
};

export const endlessLife: ConnectionLife = { maxAgeMs: Number.POSITIVE_INFINITY, maxRequests: Number.POSITIVE_INFINITY };

/** Connections that began together do not end together: each is up to this part younger. */
const spread = 0.1;

/** The age, in milliseconds, from which one connection is used no more; `random` is uniform in [0, 1). */
export function ageLimitMs({ maxAgeMs }: ConnectionLife, random = Math.random()): number {
  return maxAgeMs * (1 - spread * random);
}
