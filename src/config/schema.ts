import { isIP } from 'node:net';
import { RE2JS } from 're2js';
import { z } from 'zod';
import { bytes, duration, durationOrOff, timeSpan } from './units';

/**
 * The shape of a config file, its defaults and its documentation in one place.
 * `docs/configuration.md` and `mangrove.schema.json` are generated from it.
 * Keys keep their names after parsing; durations become milliseconds, sizes become bytes.
 *
 * A message says what was expected ("a duration such as 2s"), and what was found is put before it; a message that
 * holds ": expected" is a whole sentence and stands as it is. A map has an `id`, under which it is described once in
 * both generated files; a `title` is what they call a type.
 */

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldName = z.string('a header name').regex(token, 'a header name (letters, digits and "-")');
const paramName = z.string('a parameter name').min(1);
const cookieName = z.string('a cookie name').regex(token, 'a cookie name (letters, digits, "-" and "_")');

/** YAML reads `1` and `true` as a number and a boolean; in a header both are text. */
const text = z.union([z.string(), z.number(), z.boolean()], 'text ("" for none)').meta({ title: 'text' }).transform(String);
const fieldValue = text.refine(
  // RFC 9110 §5.5
  (value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value),
  'a header value without line breaks or control characters',
);
const cookieValue = text.refine(
  (value) => /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(value),
  'a cookie value without spaces, quotes, commas, semicolons or backslashes',
);

const wholeNumber = (min: number, max?: number) => {
  const expected = max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`;
  const number = z.int(expected).min(min);
  return max === undefined ? number : number.max(max);
};

const names = <Name extends z.ZodType<string>>(name: Name) =>
  z.union(
    [z.array(name), z.record(name, z.unknown()).transform((map) => Object.keys(map) as z.output<Name>[])],
    'a list of names, or a map with the names as its keys',
  );

const edits = (id: string, name: z.ZodType<string, string>, value: z.ZodType<string, string | number | boolean>) =>
  z
    .strictObject({
      add: z.record(name, value).prefault({}).describe('Sets each of these, in place of any that was there.'),
      append: z
        .record(name, z.union([z.array(value), value.transform((one) => [one])], 'text or a list of texts'))
        .prefault({})
        .describe('Adds these beside any that were there.'),
      remove: names(name).prefault([]).describe('Drops these: a list of names, or a map whose values are ignored.'),
    })
    .describe('Changes to headers, query parameters or cookies, by name.')
    .meta({ id });

const headerEdits = edits('header_edits', fieldName, fieldValue);

const cidr = z
  .string('an IP address or a network such as 10.0.0.0/8')
  .refine(isAddressOrCidr, 'an IP address or a network such as 10.0.0.0/8')
  .meta({ title: 'address or network' });

function isAddressOrCidr(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

const absolutePath = z
  .string('a path that starts with "/"')
  .regex(/^\/[^?#\s]*$/, 'a path that starts with "/", without "?", "#" or spaces')
  .meta({ title: 'path' });
const method = z
  .string('an HTTP method such as GET')
  .regex(token)
  .meta({ title: 'method' })
  .transform((value) => value.toUpperCase());

const firewallRules = z
  .strictObject({
    ip_reject: z.array(cidr).prefault([]).describe('Clients at these addresses or in these networks are refused.'),
    ip_allow: z.array(cidr).optional().describe('When given, only clients at these addresses or in these networks may pass.'),
    path_reject: z.array(absolutePath).prefault([]).describe('These paths and all below them are refused, matched by whole segment.'),
    header_reject: z
      .union(
        [z.array(fieldName).transform((list) => Object.fromEntries(list.map((name) => [name, '*']))), z.record(fieldName, text)],
        'a list of header names, or a map of name to value',
      )
      .prefault({})
      .describe('A request with one of these headers is refused: a list of names, or a map of name to value; `*` stands for any text.'),
    method_reject: z.array(method).prefault([]).describe('Requests with these methods are refused.'),
    dry_run: z.boolean().default(false).describe('Logs and counts what these rules would refuse, and refuses nothing.'),
  })
  .describe('Refuses requests with 403 `Forbidden`, before anything else is done with them.')
  .meta({ id: 'firewall_rules' });

const pattern = z
  .string('an RE2 pattern')
  .min(1)
  .refine((value) => re2Mistake(value) === undefined, {
    error: ({ input }) =>
      `${JSON.stringify(input)} is no RE2 pattern (${re2Mistake(String(input))}): expected RE2 syntax, without look-around and back references`,
  });

/** What RE2 has against a pattern; undefined when it takes it. */
function re2Mistake(value: string): string | undefined {
  try {
    RE2JS.compile(value);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

/** What may be done to a request, and who may send it: the keys that hosts, paths and pools share. */
export const rules = {
  header_rules: headerEdits.optional().describe('Changes the headers that the backend sees. Removing `Host` lets it see its own address.'),
  param_rules: edits('param_edits', paramName, text).optional().describe('Changes the query parameters that the backend sees.'),
  cookie_rules: edits('cookie_edits', cookieName, cookieValue).optional().describe('Changes the cookies that the backend sees.'),
  response_header_rules: headerEdits.optional().describe('Changes the headers that the client sees.'),
  rewrite_rules: z
    .strictObject({
      replace: z
        .record(z.string('the text to replace').min(1), z.string())
        .prefault({})
        .describe('Pairs of text and replacement, applied to the path in their order.'),
      regex: z
        .record(pattern, z.string())
        .prefault({})
        .describe(
          'Pairs of RE2 pattern and replacement (`$1` is the first group), applied to the path after `replace`. RE2 takes linear time, so no pattern can hang the process.',
        ),
    })
    .describe('Changes the path that the backend sees.')
    .meta({ id: 'rewrite_rules' })
    .optional()
    .describe('Changes the path that the backend sees.'),
  firewall_rules: firewallRules.optional(),
};

/** What a request must have, beside host and path, for an entry to match. */
export const conditions = {
  methods: z.array(method).min(1, 'at least one method').optional().describe('Matches only requests with one of these methods.'),
  headers: z.record(fieldName, text).optional().describe('Matches only requests that have each of these headers with just this value.'),
  params: z
    .record(paramName, text)
    .optional()
    .describe('Matches only requests that have each of these query parameters with just this value.'),
};

const addressForm = 'host:port such as localhost:8081';
const address = z
  .string(addressForm)
  .refine((value) => parseAddress(value) !== undefined, { error: ({ input }) => addressMistake(String(input)) })
  .meta({ title: 'host:port' });

function addressMistake(value: string): string {
  const scheme = /^[a-z]+:\/\//i.exec(value)?.[0];
  if (scheme !== undefined) return `${JSON.stringify(value)} starts with ${scheme}: expected ${addressForm}`;
  if (/^([^:]+|\[[^\]]+\]):?$/.test(value)) return `${JSON.stringify(value)} has no port: expected ${addressForm}`;
  const port = /^(?:[^:]+|\[[^\]]+\]):(-?\d+)$/.exec(value)?.[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535))
    return `port ${port} is out of range: expected a port from 1 to 65535`;
  return `${addressForm} or [::1]:8081`;
}

/** `host:port` or `[v6]:port` in its parts; undefined when it is neither. */
export function parseAddress(value: string): { host: string; port: number } | undefined {
  const parts = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(value);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined || port < 1 || port > 65535) return undefined;
  if (parts?.[1] !== undefined && isIP(host) !== 6) return undefined;
  return { host, port };
}

const server = z.union(
  [
    address.transform((value) => ({ address: value, name: undefined, weight: 1, backup: false, priority: 0, max_connections: undefined })),
    z
      .strictObject({
        address: address.describe('Where the backend listens, `host:port`.'),
        name: z.string('a name').min(1).optional().describe('What log and status call it; the address when absent.'),
        weight: wholeNumber(0, 256).default(1).describe('Its share of the requests relative to the others; 0 serves only sticky clients.'),
        backup: z.boolean().default(false).describe('Serves only when no other backend is usable.'),
        priority: wholeNumber(0, 255).default(0).describe('Its tier: a tier serves when no backend of a lower number is usable.'),
        max_connections: wholeNumber(1)
          .optional()
          .describe('How many requests it may serve at a time; others wait in the queue of the pool.'),
      })
      .describe('A backend with settings of its own.')
      .meta({ id: 'server' }),
  ],
  `${addressForm}, or a map with an address`,
);

export const policyNames = ['round_robin', 'least_connections', 'random', 'two_choices', 'least_time', 'hash', 'first'] as const;
const keylessPolicyNames = policyNames.filter((name) => name !== 'hash');

const hashKey = z
  .string('a key to hash')
  .regex(/^(ip|path|(header|cookie|param):.+)$/, 'ip, path, header:NAME, cookie:NAME or param:NAME')
  .meta({ title: 'ip, path, header:NAME, cookie:NAME or param:NAME' });

const statusRanges = z
  .union([z.string(), z.int().transform(String)], 'status codes such as 200 or 200-399')
  .meta({ title: 'status codes' })
  .refine(
    (value) => value.split(',').every((part) => /^\s*[1-5]\d\d(-[1-5]\d\d)?\s*$/.test(part)),
    'status codes such as 200 or 200-399 or 200,204',
  )
  .transform((value) =>
    value.split(',').map((part) => {
      const [from, to = from] = part.trim().split('-').map(Number) as [number, number?];
      return { from, to };
    }),
  );

const healthCheck = z
  .strictObject({
    type: z.enum(['http', 'tcp']).default('http').describe('`http` asks for `path`; `tcp` only connects.'),
    path: absolutePath.default('/healthcheck').describe('What an HTTP check asks for.'),
    host: z.string('a host name').min(1).optional().describe('The Host header of an HTTP check; the backend address when absent.'),
    interval: timeSpan.prefault('2s').describe('Time from one check of a backend to its next.'),
    timeout: timeSpan.prefault('1s').describe('A check that takes longer has failed.'),
    jitter: z
      .number('a number from 0 to 1')
      .min(0)
      .max(1)
      .default(0.1)
      .describe('Each interval is varied by up to this part of itself, so that checks do not march in step.'),
    rise: wholeNumber(1).default(2).describe('This many passed checks in a row make an unhealthy backend healthy.'),
    fall: wholeNumber(1).default(3).describe('This many failed checks in a row make a healthy backend unhealthy.'),
    expect: statusRanges.prefault('200-399').describe('The statuses that pass, such as `200` or `200-399`.'),
    body: z.string('text').min(1).optional().describe('Text that must stand in the first 64 KiB of the answer.'),
    initial: z
      .enum(['up', 'down', 'fully_up', 'fully_down'])
      .default('up')
      .describe(
        'The state before the first check. `up` and `down` turn with the first check that says otherwise; `fully_up` and `fully_down` take `fall` and `rise` checks.',
      ),
  })
  .describe('One active check of a backend, and what it takes to change its state.')
  .meta({ id: 'health_check' });

const outliers = z
  .strictObject({
    consecutive_failures: wholeNumber(1).default(5).describe('This many failed attempts in a row eject a backend.'),
    ejection: timeSpan.prefault('30s').describe('An ejection lasts this long times the number of times so far.'),
    max_ejection: timeSpan.prefault('300s').describe('No ejection lasts longer.'),
    max_ejected: wholeNumber(0, 100)
      .default(10)
      .describe('The percentage of the pool that may be out at once; one may always go where there are two or more.'),
  })
  .describe('Ejects backends that answer client after client with a 5xx, or not at all.')
  .meta({ id: 'outliers' });

const circuitBreaker = z
  .strictObject({
    error_percent: wholeNumber(1, 100).default(50).describe('Opens when at least this percentage of the attempts in the window failed.'),
    min_requests: wholeNumber(1).default(20).describe('Fewer attempts than this prove nothing.'),
    window: timeSpan.prefault('10s').describe('How far back attempts are counted.'),
    open: timeSpan.prefault('10s').describe('How long a backend rests before it is tried again.'),
    trials: wholeNumber(1).default(3).describe('Attempts that must succeed, no more than this many at a time, before it closes again.'),
  })
  .describe('Rests a backend of which too many attempts fail.')
  .meta({ id: 'circuit_breaker' });

const retryConditions = ['connect_failed', 'reset', 'first_byte_timeout', 502, 503, 504] as const;

/** How a pool treats its servers: the keys that mean nothing where there are no servers. */
export const poolSettings = {
  policy: z.enum(policyNames).default('round_robin').describe('How the pool chooses among its usable backends.'),
  hash_on: hashKey.optional().describe('What policy `hash` looks at: requests with the same value go to the same backend.'),
  hash_fallback: z.enum(keylessPolicyNames).default('round_robin').describe('The policy for requests that lack what `hash_on` names.'),
  balance_factor: z
    .number('a number, 1 or more')
    .min(1)
    .default(1.5)
    .describe('With policy `hash`, no backend gets more than this many times its fair share of the requests in flight.'),
  sticky: z
    .strictObject({
      cookie: cookieName.describe('The name of the cookie that remembers a client’s backend.'),
      secret: z
        .string('text')
        .min(16, 'at least 16 characters')
        .optional()
        .describe('Keys the cookie. Without it the cookies of a process end with it; give all instances the same.'),
    })
    .describe('Keeps a client at the backend that it met first.')
    .meta({ id: 'sticky' })
    .optional()
    .describe('Keeps a client at the backend that it met first.'),
  panic: wholeNumber(0, 100)
    .default(50)
    .describe('When less than this percentage of the backends is healthy, health is ignored; `0`: never.'),
  slow_start: duration('0s').describe('After a recovery, the time in which a backend’s share grows from 10 % to all of it.'),
  outliers: z
    .union([z.literal(false), outliers], 'false, or a map such as {consecutive_failures: 5}')
    .prefault({})
    .describe('Ejects backends that fail client after client. `false`: never.'),
  circuit_breaker: z
    .union([z.literal(false), circuitBreaker], 'false, or a map such as {error_percent: 50}')
    .default(false)
    .describe('Rests a backend of which too many attempts fail. `false`: none.'),
  retries: wholeNumber(0, 10).default(1).describe('Attempts after the first, each at another backend where there is one.'),
  retry_on: z
    .array(z.literal(retryConditions))
    .default(['connect_failed', 'reset'])
    .describe('What is tried again: always only what is safe to repeat, and before the client has seen any of an answer.'),
  retry_budget: wholeNumber(0, 100).default(20).describe('Retries stay below this percentage of the requests in flight.'),
  retry_budget_min: wholeNumber(0).default(3).describe('This many retries at a time are allowed however few requests there are.'),
  replay_buffer: bytes('64KiB').describe('How much of a request’s content is kept to be sent again.'),
  hedge_after: timeSpan
    .optional()
    .describe(
      'When no answer has begun by then, a second attempt races the first. Only requests that are safe to repeat and have no content.',
    ),
  max_queue: wholeNumber(0).default(1024).describe('How many requests may wait when all usable backends are at `max_connections`.'),
  health: z
    .union([z.literal(false), healthCheck], 'false, or a map such as {path: /healthcheck}')
    .prefault({ type: 'tcp' })
    .describe('Active checks. Absent: a TCP connect. `false`: none.'),
  transport: z
    .enum(['http1', 'undici', 'koa-proxies'])
    .default('http1')
    .describe('What carries requests to the backends: this project’s own client, undici, or koa-proxies.'),
  timeouts: z
    .strictObject({
      connect: timeSpan.prefault('3s').describe('To establish a connection to a backend; 504 after it.'),
      first_byte: timeSpan.prefault('30s').describe('From the end of the request to the head of the answer; 504 after it.'),
      idle: timeSpan.prefault('60s').describe('Between two pieces of a body, in either direction.'),
      queue: timeSpan.prefault('3s').describe('In the queue of a pool whose backends are all at `max_connections`; 503 after it.'),
      request: durationOrOff('off').describe('For the whole request, answer included.'),
      keep_alive: timeSpan
        .prefault('4s')
        .describe('How long an unused connection to a backend is kept. Below 5 s, at which Node backends close theirs.'),
    })
    .describe('How long to wait for a backend.')
    .meta({ id: 'timeouts' })
    .prefault({})
    .describe('How long to wait for a backend.'),
};

const servers = z
  .array(server, 'a list such as [localhost:8081, localhost:8082]')
  .min(1, 'at least one server')
  .describe('The backends, `host:port` each, or with `name` and `weight`.');

/** Who answers: an entry has exactly one of these keys. */
export const destination = {
  servers: servers.optional(),
  pool: z.string('the name of a pool').min(1).optional().describe('The name of an entry under `pools`, in place of `servers`.'),
  split: z
    .strictObject({
      pools: z
        .record(z.string('the name of a pool').min(1), wholeNumber(0, 1000))
        .describe('Names of pools, and the share of the requests that each gets.'),
      pin: z
        .string('header:NAME or cookie:NAME')
        .regex(/^(header|cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'header:NAME or cookie:NAME')
        .optional()
        .describe('A header or cookie that may name the pool to go to. A cookie is also set, so that a client stays where it went first.'),
    })
    .describe('Splits the requests between pools, for a canary release.')
    .meta({ id: 'split' })
    .optional()
    .describe('Splits the requests between pools, for a canary release.'),
  redirect: z
    .strictObject({
      scheme: z.enum(['http', 'https']).optional().describe('The scheme to go to.'),
      host: z
        .string('a host name')
        .regex(/^[^\s/?#@]+$/, 'a host name, with a port if need be')
        .optional()
        .describe('The host to go to, with a port if need be.'),
      path: absolutePath.optional().describe('The path to go to.'),
      status: z.literal([301, 302, 303, 307, 308]).default(302).describe('The status of the answer.'),
    })
    .refine((to) => to.scheme !== undefined || to.host !== undefined || to.path !== undefined, 'a scheme, a host or a path to redirect to')
    .describe('Sends the client elsewhere; what is not given stays as the client asked for it.')
    .meta({ id: 'redirect' })
    .optional()
    .describe('Sends the client elsewhere; what is not given stays as the client asked for it.'),
  respond: z
    .strictObject({
      status: wholeNumber(200, 599).default(200).describe('The status of the answer.'),
      body: z.string().default('').describe('The body of the answer.'),
      content_type: fieldValue.prefault('text/plain; charset=utf-8').describe('The `Content-Type` of the answer.'),
    })
    .describe('A fixed answer, for a maintenance page.')
    .meta({ id: 'respond' })
    .optional()
    .describe('A fixed answer, for a maintenance page.'),
};

const mirroring = {
  mirror: z
    .strictObject({
      pool: z.string('the name of a pool').min(1).describe('The name of an entry under `pools`.'),
      percent: z.number('a number from 0 to 100').min(0).max(100).default(100).describe('How many of the requests are sent there too.'),
    })
    .describe('Sends a copy of requests to another pool and drops its answers; the client never waits for it.')
    .meta({ id: 'mirror' })
    .optional()
    .describe('Sends a copy of requests to another pool and drops its answers.'),
};

const pathEntry = z
  .strictObject({
    path: absolutePath.describe('Matches this path and all below it, by whole segment.'),
    exact: z.boolean().default(false).describe('Matches this path alone.'),
    strip_path: z.boolean().default(true).describe('Takes `path` off before forwarding and says so in `X-Forwarded-Prefix`.'),
    ...conditions,
    ...rules,
    ...destination,
    ...mirroring,
    ...poolSettings,
  })
  .describe('What answers for one path. Inside a host, an entry without a destination uses that of the host.')
  .meta({ id: 'path_entry' });

/** A host name in lower case without its trailing dot, or one with `*` as its first label. */
const hostName = z
  .string('a host name such as www.mango.com or *.mango.com')
  .meta({ title: 'host name' })
  .transform(normaliseHost)
  .refine(
    (value) =>
      isIP(value.replace(/^\[|\]$/g, '')) !== 0 ||
      /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(value),
    'a host name such as www.mango.com or *.mango.com, without a port',
  );

/** A host name as it is compared: lower case, without a trailing dot. */
export function normaliseHost(value: string): string {
  return value.toLowerCase().replace(/\.$/, '');
}

const hostEntry = z
  .strictObject({
    host: hostName.describe('The name clients ask for. `*.mango.com` matches exactly one label.'),
    paths: z.array(pathEntry).prefault([]).describe('Paths of this host. Its own `servers` answer for the rest.'),
    ...conditions,
    ...rules,
    ...destination,
    ...mirroring,
    ...poolSettings,
  })
  .describe('What answers for one host.')
  .meta({ id: 'host_entry' });

const namedPool = z
  .strictObject({ servers, ...rules, ...poolSettings })
  .describe('A pool with a name, for several entries to share.')
  .meta({ id: 'pool' });

const portRange = 'a port from 0 to 65535';
const portOutOfRange = (port: unknown) => `port ${port} is out of range: expected ${portRange}`;

/** A port, or `address:port`; without an address, all of them. */
export const listenAddress = z
  .union(
    [
      z
        .int(portRange)
        .min(0, { error: ({ input }) => portOutOfRange(input) })
        .max(65535, { error: ({ input }) => portOutOfRange(input) })
        .transform((port) => ({ host: undefined, port })),
      z
        .string()
        .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]*):(\d+)$/, 'a port, or an address such as 127.0.0.1:8080')
        .refine((value) => !/:\d+$/.test(value) || Number(value.slice(value.lastIndexOf(':') + 1)) <= 65535, {
          error: ({ input }) => portOutOfRange(String(input).slice(String(input).lastIndexOf(':') + 1)),
        })
        .transform((value) => {
          const colon = value.lastIndexOf(':');
          return { host: value.slice(0, colon).replace(/^\[|\]$/g, '') || undefined, port: Number(value.slice(colon + 1)) };
        }),
    ],
    'a port, or an address such as 127.0.0.1:8080',
  )
  .meta({ title: 'port or address:port' });

export const configSchema = z.strictObject({
  listen: listenAddress
    .prefault(8080)
    .describe('Where clients connect: a port, or `address:port`. `PORT` in the environment overrides the port.'),
  admin: z
    .union([z.literal(false), listenAddress], 'false, a port, or an address such as 127.0.0.1:7070')
    .prefault('127.0.0.1:7070')
    .describe('Where the status API listens; `false` turns it off.'),
  access_log: z.boolean().default(true).describe('One line of JSON on standard output for each request.'),
  trusted_proxies: z
    .array(cidr)
    .prefault([])
    .describe('Proxies in front of this one, whose `X-Forwarded-*` and `Forwarded` headers are believed.'),
  shutdown_delay: duration('0s').describe('After SIGTERM, how long to go on accepting while `/readyz` says 503.'),
  shutdown_timeout: duration('25s').describe('After that, how long requests in progress may take.'),
  limits: z
    .strictObject({
      url: bytes('8KiB').describe('Longest request target; 414 beyond it.'),
      headers: wholeNumber(1, 2000).default(100).describe('Most header fields of a request; 431 beyond it.'),
      head: bytes('16KiB').describe('Largest request head; 431 beyond it.'),
    })
    .describe('What a client may send.')
    .meta({ id: 'limits' })
    .prefault({})
    .describe('What a client may send.'),
  firewall_rules: firewallRules.optional(),
  pools: z.record(z.string('a name').min(1), namedPool).prefault({}).describe('Pools that several entries share, by name.'),
  hosts: z.array(hostEntry).prefault([]).describe('Tried first.'),
  paths: z.array(pathEntry).prefault([]).describe('Tried when no host matches. `/` matches everything.'),
});

export type Config = z.output<typeof configSchema>;
export type HostEntry = z.output<typeof hostEntry>;
export type PathEntry = z.output<typeof pathEntry>;
export type PoolConfig = z.output<typeof namedPool>;
export type ServerConfig = z.output<typeof server>;
export type HealthCheckConfig = z.output<typeof healthCheck>;
export type FirewallRules = z.output<typeof firewallRules>;
export type Edits = { readonly add: Record<string, string>; readonly append: Record<string, string[]>; readonly remove: readonly string[] };
export type RewriteRules = NonNullable<HostEntry['rewrite_rules']>;
export type Redirect = NonNullable<HostEntry['redirect']>;
export type FixedAnswer = NonNullable<HostEntry['respond']>;
export type Split = NonNullable<HostEntry['split']>;
export type Mirror = NonNullable<HostEntry['mirror']>;
export type Timeouts = PoolConfig['timeouts'];
export type ListenAddress = z.output<typeof listenAddress>;
