import { z } from 'zod';
import { address, addressForm } from './addresses';
import { countOrOff } from './limits';
import { sendProxy } from './proxy-protocol';
import { bytes, duration, durationOrOff, timeSpan } from './units';
import { cookieName, hostAndPort, urlPath, wholeNumber } from './values';

export const server = z.union(
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

export const defaultCheckInterval = '2s';

export const healthCheck = z
  .strictObject({
    type: z.enum(['http', 'tcp']).default('http').describe('`http` asks for `path`; `tcp` only connects.'),
    path: urlPath.prefault('/healthcheck').describe('What an HTTP check asks for.'),
    host: hostAndPort.optional().describe('The Host header of an HTTP check; the backend address when absent.'),
    interval: timeSpan.prefault(defaultCheckInterval).describe('Time from one check of a backend to its next.'),
    fast_interval: timeSpan
      .optional()
      .describe(
        'The same while the verdict is in question: after a failed check of a healthy backend, after a passed one of an unhealthy one, and while no connection to it can be made. `500ms` when absent, or `interval` where that is shorter.',
      ),
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
      .default(50)
      .describe('The percentage of the pool that may be out at once; one may always go where there are two or more.'),
  })
  .describe('Ejects backends that answer client after client with a 5xx (not 501 or 505), or not at all.')
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

const retryConditions = ['connect_failed', 'reset', 'bad_answer', 'first_byte_timeout', 502, 503, 504] as const;

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
        .min(16, 'the secret is too short to be safe: expected at least 16 characters')
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
    .default(['connect_failed', 'reset', 'bad_answer', 503])
    .describe(
      'What is tried again: always only what is safe to repeat, and before the client has seen any of an answer. Never a 503 with a `Retry-After` beyond `timeouts.first_byte`.',
    ),
  retry_budget: wholeNumber(0, 100)
    .default(20)
    .describe('Retries of the last 10 s stay within this percentage of the requests in that time. What was never sent costs nothing.'),
  retry_budget_min: wholeNumber(0)
    .default(3)
    .describe('This many retries a second, over the last 10 s, are allowed however few requests there are.'),
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
    .describe(
      'What carries requests to the backends: this project’s own client, undici, or koa-proxies. Only `http1` carries logins that belong to a connection (NTLM, Negotiate).',
    ),
  upgrades: z
    .array(
      z
        .string('a protocol such as websocket')
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+(\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?$/, 'a protocol such as websocket')
        .transform((value) => value.toLowerCase())
        .refine((value) => !/^(h2c|tls|http)(\/|$)/.test(value), 'a protocol that is not HTTP or TLS itself, such as websocket'),
    )
    .prefault(['websocket'])
    .describe(
      'The protocols that clients may switch to, through a tunnel to a backend. A request for another one is served without a switch.',
    ),
  send_proxy: sendProxy,
  keep_alive: z
    .strictObject(
      {
        max_age: durationOrOff('1h').describe(
          'One that is older is closed as soon as it carries no request. Each is up to a tenth younger, so that those which began together do not end together.',
        ),
        max_requests: countOrOff(1000).describe('One that has carried so many requests is closed.'),
      },
      'a map such as {max_age: 1h, max_requests: 1000}',
    )
    .describe(
      'How long a connection to a backend is used, so that requests find whoever stands behind its address now. How long an unused one is kept is in `timeouts.keep_alive`.',
    )
    .meta({ id: 'keep_alive' })
    .prefault({})
    .describe('How long a connection to a backend is used.'),
  timeouts: z
    .strictObject({
      connect: timeSpan.prefault('3s').describe('To establish a connection to a backend; 504 after it.'),
      first_byte: timeSpan.prefault('30s').describe('From the end of the request to the head of the answer; 504 after it.'),
      idle: timeSpan.prefault('60s').describe('Between two pieces of a body, in either direction.'),
      continue: timeSpan
        .prefault('1s')
        .describe(
          'For a backend to ask for the content of a request with `Expect: 100-continue`; the content is sent all the same after it.',
        ),
      tunnel: timeSpan
        .prefault('1h')
        .describe('Silence in both directions after a switch of protocols, such as to WebSocket; the tunnel is cut after it.'),
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

export const servers = z
  .array(server, 'a list such as [localhost:8081, localhost:8082]')
  .min(1, 'at least one server')
  .describe('The backends, `host:port` each, or with `name` and `weight`.');
