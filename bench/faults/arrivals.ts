import { seededRandom } from '../../test/edge/mutate';

/** A request that will be made at a time that nothing can change. */
export type Arrival = {
  /** Milliseconds from the beginning. */
  readonly atMs: number;
  readonly nonce: string;
  readonly method: 'GET' | 'POST';
  /** How much it asks for. */
  readonly size: number;
  readonly framing: 'length' | 'chunked';
  /** Whether the client has a connection from before, or is new. A POST is never sent on one that may just be closing. */
  readonly isKept: boolean;
};

const page = 2 * 1024;
const picture = 200 * 1024;

/** Arrivals without end, so many a second in the mean, at times as independent of each other as clients are (a Poisson process). */
export function* arrivals(rate: number, seed: number): Generator<Arrival, never> {
  const random = seededRandom(seed);
  let atMs = 0;
  for (let count = 1; ; count += 1) {
    const chance = (1 + random.below(1_000_000)) / 1_000_001;
    atMs += (-Math.log(chance) * 1000) / rate;
    const method = random.chance(0.15) ? 'POST' : 'GET';
    yield {
      atMs,
      nonce: count.toString(36),
      method,
      size: method === 'GET' && random.chance(0.1) ? picture : page,
      framing: random.chance(0.5) ? 'length' : 'chunked',
      isKept: random.chance(0.5) && method === 'GET',
    };
  }
}
