import type { RateLimitRule } from '../config/rate-limit';

/** What one client is, for a rate limit; the name of a header is in lower case. */
export type ClientKind = { readonly kind: 'address' } | { readonly kind: 'header' | 'cookie'; readonly name: string };

/** A rule on how many requests a client may send, and where it stands. */
export type RateLimit = {
  /** Names its counters, the same in each instance with the same config: `host www.mango.com`. */
  readonly name: string;
  /** What the field RateLimit calls it. */
  readonly place: Place;
  readonly rule: RateLimitRule;
  readonly by: ClientKind;
};

/**
 * What a rate limit has left for a client, once a request of it is counted: `remaining` requests at its steady rate until the
 * window ends in `restMs`. When it `isOver`, it has nothing for this request. After `waitMs` it has something for the next.
 */
export type Allowance = { readonly isOver: boolean; readonly remaining: number; readonly restMs: number; readonly waitMs: number };

/** Counts requests against rate limits. */
export type RateLimiter = {
  /** Counts one request of the client that `key` stands for. Never rejects. */
  take(limit: RateLimit, key: string): Promise<Allowance>;
};

type Place = 'all' | 'host' | 'path' | 'pool';
type Ruled = { readonly rate_limit?: RateLimitRule | undefined };
type Entry = Ruled & ({ readonly host: string } | { readonly path: string });

/**
 * Compiles the rate limits that a request meets on its way, from the outermost to the innermost. Each rule is one limit, wherever it
 * is met.
 */
export function rateLimitCompiler(): {
  whole(config: Ruled): readonly RateLimit[];
  entries(entries: readonly Entry[]): readonly RateLimit[];
  pool(name: string, pool: Ruled): readonly RateLimit[];
  /** Whether any rule was met so far. */
  hasAny(): boolean;
} {
  const known = new Map<RateLimitRule, RateLimit>();
  const uses = new Map<string, number>();

  function one({ rate_limit: rule }: Ruled, place: Place, where: string): readonly RateLimit[] {
    if (rule === undefined) return [];
    const limit = known.get(rule) ?? { name: unique(where === '' ? place : `${place} ${where}`), place, rule, by: kindOf(rule.by) };
    known.set(rule, limit);
    return [limit];
  }

  function unique(name: string): string {
    const number = (uses.get(name) ?? 0) + 1;
    uses.set(name, number);
    return number === 1 ? name : `${name} #${number}`;
  }

  return {
    whole: (config) => one(config, 'all', ''),
    entries: (entries) =>
      entries.flatMap((entry, index) => {
        const where = entries
          .slice(0, index + 1)
          .map(ownName)
          .join('');
        return one(entry, 'host' in entry ? 'host' : 'path', where);
      }),
    pool: (name, pool) => one(pool, 'pool', name),
    hasAny: () => known.size > 0,
  };
}

const ownName = (entry: Entry) => ('host' in entry ? entry.host : entry.path);

function kindOf(by: string): ClientKind {
  const colon = by.indexOf(':');
  if (colon === -1) return { kind: 'address' };
  const name = by.slice(colon + 1);
  return by.startsWith('header:') ? { kind: 'header', name: name.toLowerCase() } : { kind: 'cookie', name };
}
