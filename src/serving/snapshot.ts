import type { Config } from '../config/schema';
import { LivePool } from './live-pool';
import { Limiter } from '../limiting/limiter';
import type { Logger } from 'pino';
import type { Serving } from '../middleware/exchange';
import { AddressList } from '../routing/addresses';
import { compileRouter } from '../routing/router';

/** A configuration at work. A request is served to its end by the snapshot it started with. */
export type Snapshot = Serving & {
  readonly pools: ReadonlyMap<string, LivePool>;
  startChecks(): void;
  /** Ends checks and connections to backends and stores; requests under way end first. */
  close(): Promise<void>;
};

/** Builds what a config describes. Nothing is checked or connected yet. */
export function openSnapshot(config: Config, log: Logger): Snapshot {
  const router = compileRouter(config);
  const pools = new Map(Array.from(router.pools, ([name, pool]) => [name, new LivePool(name, pool, log)]));
  const rateLimiter = new Limiter(router.hasRateLimits ? config.rate_limit_store : undefined, log);
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
    async close() {
      rateLimiter.close();
      await Promise.all(Array.from(pools.values(), (pool) => pool.close()));
    },
  };
}
