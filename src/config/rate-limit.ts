import { z } from 'zod';
import { timeSpan } from './units';
import { token, wholeNumber } from './values';

const day = 24 * 3_600_000;
const mostRequests = 1_000_000_000;

/** Requests of one client in a time; on a host, a path, a pool, or for everything. */
export const rateLimit = z
  .strictObject({
    requests: wholeNumber(1, mostRequests).describe('So many requests of one client pass in each `per`.'),
    per: timeSpan
      .refine((ms) => ms <= day, 'a duration of at most 24h')
      .describe('A client’s time begins with its first request; when it is over, the next request begins another. At most `24h`.'),
    burst: wholeNumber(0, mostRequests)
      .default(0)
      .describe(
        'So many more pass when `requests` are used up, all at once if need be. They are there once in ten times `per`, so that in the long run a client gets `requests` + `burst` / 10 in each `per`.',
      ),
    by: z
      .string('address, header:NAME or cookie:NAME')
      .refine(
        (value) => value === 'address' || (/^(header|cookie):/.test(value) && token.test(value.slice(value.indexOf(':') + 1))),
        'address, header:NAME or cookie:NAME',
      )
      .meta({ title: '`address`, `header:NAME` or `cookie:NAME`' })
      .default('address')
      .describe(
        'What one client is: an address (of IPv6 a /64 network), or the value of a header or cookie. Requests without that header or cookie are counted by address.',
      ),
    max_keys: wholeNumber(1, 400_000)
      .default(100_000)
      .describe(
        'Most clients that are counted in the memory of an instance at a time. Of more, those with the fewest requests are forgotten, and never one that has used up its own; while all have, new clients count together as one. All limits together have room for 400,000.',
      ),
    dry_run: z.boolean().default(false).describe('Counts, and says in the log what it would refuse; refuses nothing.'),
  })
  .describe('Answers 429 `Too Many Requests` when one client sends too many.')
  .meta({ id: 'rate_limit' });

const storeForm = 'an address such as redis://127.0.0.1:6379 or rediss://user:password@redis.mango.com:6380/0';
// Not the sentence that shows what was found: that may hold a password.
const storeMistake = `this is no address of a Redis server (not shown here, as it may hold a password): expected ${storeForm}`;

const storeUrl = z
  .string(storeForm)
  .meta({ title: 'address of a Redis server' })
  .refine(isStoreUrl, { error: () => storeMistake });

function isStoreUrl(value: string): boolean {
  const url = URL.parse(value);
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol)) return false;
  return url.hostname !== '' && url.port !== '0' && /^(\/\d{0,5})?$/.test(url.pathname) && [url.username, url.password].every(isDecodable);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Where counts are kept when several instances share them. */
export const rateLimitStore = z
  .union(
    [
      storeUrl.transform((url) => ({ url, timeout: defaultTimeoutMs })),
      z
        .strictObject({
          url: storeUrl.describe('The address of the Redis server, with user, password and the number of a database if need be.'),
          timeout: timeSpan
            .prefault('100ms')
            .describe('How long a request waits for a count. After that the store is away, and each instance counts for itself.'),
        })
        .describe('A Redis server that counts for several instances.')
        .meta({ id: 'rate_limit_store' }),
    ],
    storeForm,
  )
  .describe('A Redis server in which several instances count together; without one each counts in its own memory.');

const defaultTimeoutMs = 100;

export type RateLimitRule = z.output<typeof rateLimit>;
export type RateLimitStore = z.output<typeof rateLimitStore>;
