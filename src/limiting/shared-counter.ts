import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Count, Counter, Counting } from './counter';
import { countScript, type RedisLink } from './redis-link';

/** Counts in Redis, together with other instances; while that is away, with `local`, from zero. */
export class SharedCounter implements Counter {
  readonly #link: RedisLink;
  readonly #local: Counter;
  readonly #limiter: RateLimiterRedis;

  constructor(link: RedisLink, local: Counter) {
    this.#link = link;
    this.#local = local;
    this.#limiter = new RateLimiterRedis({
      storeClient: link,
      useRedisPackage: true,
      customIncrTtlLuaScript: countScript,
      keyPrefix: 'mangrove:rate_limit',
      points: 0,
      duration: 1,
    });
  }

  async count(counting: Counting): Promise<Count> {
    if (!this.#link.isUp) return this.#local.count(counting);
    const { limit, key, windowMs } = counting;
    try {
      // The script takes for milliseconds what the limiter takes for seconds. The window is in the key, so that one of another
      // length begins anew.
      const counted = await this.#limiter.penalty(`${limit}:${key}:${windowMs}`, 1, { customDuration: windowMs });
      return { count: counted.consumedPoints, restMs: Math.min(counted.msBeforeNext, windowMs) };
    } catch {
      // The link knows that it is down, and says so.
      return this.#local.count(counting);
    }
  }
}
