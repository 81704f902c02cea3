import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Clock } from '../clock';
import { believedHeaders } from '../config/untrusted-headers';
import type { Config, PoolConfig } from '../config/schema';
import { spelling } from '../http/field-name';
import { Limiter } from '../limiting/limiter';
import type { Serving } from '../middleware/exchange';
import { AddressList } from '../net/addresses';
import { compileRouter } from '../routing/router';
import type { NameEvents } from '../upstream/resolver/cached-name';
import { Resolver, type ResolverSettings, type SystemFiles } from '../upstream/resolver/resolver';
import { LivePool, type Tools } from './live-pool';

/** What a snapshot works with. `files` are those in which the system says how it finds addresses. */
export type SnapshotTools = { readonly log: Logger; readonly clock: Clock; readonly files?: SystemFiles | undefined };

/** A configuration at work. A request is served to its end by the snapshot it started with. */
export type Snapshot = Omit<Serving, 'pools' | 'rateLimiter'> & {
  readonly pools: ReadonlyMap<string, LivePool>;
  /** Pools that have left the config with requests under way: if one comes back before these end, its backends are not idle. */
  readonly departed: ReadonlyMap<string, LivePool>;
  readonly rateLimiter: Limiter;
  /** Finds the addresses of backends; the snapshot after it takes it over. */
  readonly resolver: Resolver;
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
 * the backends that stay; how often clients have been counted; and the addresses of names.
 */
export function openSnapshot(config: Config, { log, clock, files }: SnapshotTools, before?: Snapshot): Snapshot {
  const router = compileRouter(config);
  const resolver = before?.resolver ?? new Resolver(settingsOf(config.resolver), nameLog(log), clock, files);
  if (before !== undefined && !isDeepStrictEqual(before.config.resolver, config.resolver)) resolver.apply(settingsOf(config.resolver));
  const pools = openPools(router.pools, { log, names: resolver, clock }, before);
  const store = router.hasRateLimits ? config.rate_limit_store : undefined;
  const rateLimiter = before?.rateLimiter.counts(store)
    ? before.rateLimiter
    : new Limiter(store, { log, clock, lookup: resolver.lookupFunction });

  return {
    config,
    router,
    trusted: new AddressList(config.trusted_proxies),
    guarded: guardedFields(config),
    pools,
    departed: departedSince(before, pools),
    rateLimiter,
    resolver,
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
      resolver.close();
      await Promise.all(Array.from(pools.values(), (pool) => pool.close()));
    },
  };
}

/** Apart, so that nothing of a snapshot holds on to the one before it. */
function openPools(configs: ReadonlyMap<string, PoolConfig>, tools: Tools, before: Snapshot | undefined): ReadonlyMap<string, LivePool> {
  const pools = new Map<string, LivePool>();
  for (const [name, config] of configs) {
    const former = before?.pools.get(name);
    const isSame = former !== undefined && isDeepStrictEqual(former.config, config);
    const departed = before?.departed.get(name);
    pools.set(name, isSame ? former : new LivePool(name, config, tools, former ?? departed, former === undefined));
  }
  return pools;
}

function departedSince(before: Snapshot | undefined, pools: ReadonlyMap<string, LivePool>): ReadonlyMap<string, LivePool> {
  const gone = [...(before?.departed ?? []), ...(before?.pools ?? [])].filter(([name, pool]) => !pools.has(name) && pool.isBusy);
  return new Map(gone);
}

function guardedFields({ trusted_headers, untrusted_headers }: Config): ReadonlyMap<string, string> | undefined {
  const names = [...(untrusted_headers === 'remove' ? believedHeaders : []), ...trusted_headers];
  return names.length === 0 ? undefined : new Map(names.map((name) => [spelling(name), name.toLowerCase()]));
}

function settingsOf({ servers, timeout, max_ttl }: Config['resolver']): ResolverSettings {
  return { servers, timeoutMs: timeout, maxTtlMs: max_ttl };
}

/** One line when a name stops to resolve, and one when it does again. */
function nameLog(log: Logger): NameEvents {
  return {
    onLost(name, { message: detail }, kept) {
      if (kept.length === 0) log.warn({ name, detail }, 'a name does not resolve');
      else log.warn({ name, detail, addresses: kept }, 'a name does not resolve: its last addresses stay in use');
    },
    onBack(name, addresses) {
      log.info({ name, addresses }, 'a name resolves again');
    },
  };
}
