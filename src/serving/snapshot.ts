import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Config, PoolConfig } from '../config/schema';
import { Limiter } from '../limiting/limiter';
import type { Serving } from '../middleware/exchange';
import { AddressList } from '../routing/addresses';
import { compileRouter } from '../routing/router';
import { LivePool } from './live-pool';

/** A configuration at work. A request is served to its end by the snapshot it started with. */
export type Snapshot = Omit<Serving, 'pools' | 'rateLimiter'> & {
  readonly pools: ReadonlyMap<string, LivePool>;
  readonly rateLimiter: Limiter;
  /** Starts the checks that do not run yet. */
  startChecks(): void;
  /** Ends what the snapshot after it has not taken over; requests that began with this one go on. */
  retire(after: Snapshot): void;
  /** Ends checks and connections to backends and stores; requests under way end first. */
  close(): Promise<void>;
};

/**
 * Builds what a config describes. Nothing is checked or connected yet. What `before` has and the config has not changed is taken
 * over: a pool as a whole, with its connections; of a pool that has changed, the health, the counts and the operator's wishes of
 * the backends that stay; and how often clients have been counted.
 */
export function openSnapshot(config: Config, log: Logger, before?: Snapshot): Snapshot {
  const router = compileRouter(config);
  const pools = openPools(router.pools, log, before?.pools);
  const store = router.hasRateLimits ? config.rate_limit_store : undefined;
  const rateLimiter = before?.rateLimiter.counts(store) ? before.rateLimiter : new Limiter(store, log);

  return {
    config,
    router,
    trusted: new AddressList(config.trusted_proxies),
    pools,
    rateLimiter,
    startChecks() {
      rateLimiter.start();
      let started = 0;
      const total = Array.from(router.pools.values(), (pool) => pool.servers.length).reduce((sum, servers) => sum + servers, 0);
      for (const pool of pools.values()) pool.startChecks(() => started++ / total);
    },
    retire(after) {
      if (after.rateLimiter !== rateLimiter) rateLimiter.close();
      for (const [name, pool] of pools) if (after.pools.get(name) !== pool) pool.retire();
    },
    async close() {
      rateLimiter.close();
      await Promise.all(Array.from(pools.values(), (pool) => pool.close()));
    },
  };
}

/** Apart, so that nothing of a snapshot holds on to the one before it. */
function openPools(
  configs: ReadonlyMap<string, PoolConfig>,
  log: Logger,
  before: ReadonlyMap<string, LivePool> | undefined,
): ReadonlyMap<string, LivePool> {
  const pools = new Map<string, LivePool>();
  for (const [name, config] of configs) {
    const former = before?.get(name);
    const isSame = former !== undefined && isDeepStrictEqual(former.config, config);
    pools.set(name, isSame ? former : new LivePool(name, config, log, former));
  }
  return pools;
}
