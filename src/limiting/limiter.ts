import type { LookupFunction } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Clock } from '../clock';
import type { RateLimitStore } from '../config/rate-limit';
import type { Allowance, RateLimit, RateLimiter } from '../routing/rate-limit';
import type { Counter } from './counter';
import { LocalCounter } from './local-counter';
import { RedisLink } from './redis-link';
import { SharedCounter } from './shared-counter';

/** A burst is there once in so many windows of its limit. */
const burstWindows = 10;

export type Tools = { readonly log: Logger; readonly clock: Clock; readonly lookup?: LookupFunction };

/** Counts requests against rate limits: in `store` when there is one, else in this process. */
export class Limiter implements RateLimiter {
  readonly #store: RateLimitStore | undefined;
  readonly #counter: Counter;
  readonly #link: RedisLink | undefined;
  #isStarted = false;

  /** `lookup` finds the address of the store; without one, the system does. */
  constructor(store: RateLimitStore | undefined, { log, clock, lookup }: Tools) {
    this.#store = store;
    const local = new LocalCounter(clock);
    this.#link = store && new RedisLink(store, { log, clock, lookup });
    this.#counter = this.#link === undefined ? local : new SharedCounter(this.#link, local);
  }

  /** Connects to the store. Until that is done, counts are made here. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#link?.open();
  }

  /** Whether it counts in that store, and not in another. */
  counts(store: RateLimitStore | undefined): boolean {
    return isDeepStrictEqual(store, this.#store);
  }

  close(): void {
    this.#link?.close();
  }

  /** What is left of a burst is not told: it is there once in a while only. */
  async take({ name, rule }: RateLimit, key: string): Promise<Allowance> {
    const { max_keys: mostKeys } = rule;
    const steady = await this.#counter.count({ limit: name, key, windowMs: rule.per, most: rule.requests, mostKeys });
    const { restMs } = steady;
    if (steady.count <= rule.requests) {
      const remaining = rule.requests - steady.count;
      // Whether there is a burst for the next is not known here.
      return { isOver: false, remaining, restMs, waitMs: remaining > 0 ? 0 : restMs };
    }
    if (rule.burst === 0) return { isOver: true, remaining: 0, restMs, waitMs: restMs };
    const extra = await this.#counter.count({
      limit: `burst of ${name}`,
      key,
      windowMs: rule.per * burstWindows,
      most: rule.burst,
      mostKeys,
    });
    const nextMs = Math.min(restMs, extra.restMs);
    return { isOver: extra.count > rule.burst, remaining: 0, restMs: nextMs, waitMs: extra.count < rule.burst ? 0 : nextMs };
  }
}
