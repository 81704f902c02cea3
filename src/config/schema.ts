import { z } from 'zod';
import { comparableHost } from '../http/comparable';
import { accessLog, logFormat } from './access-log';
import { clientsAddress, type listenAddress } from './addresses';
import { admin } from './admin';
import { destination, mirroring } from './destination';
import { proxyProtocol } from './proxy-protocol';
import { edgeRules } from './edge-rules';
import { clientTimeouts, limits } from './limits';
import { type healthCheck, poolSettings, type server, servers } from './pool-settings';
import { rateLimit, rateLimitStore } from './rate-limit';
import { resolver } from './resolver';
import { conditions, firewallRules, rules } from './rules';
import { duration } from './units';
import { untrustedHeaders } from './untrusted-headers';
import { cidr, clientField, matchedPath } from './values';

/**
 * The shape of a config file, its defaults and its documentation in one place.
 * `docs/configuration.md` and `mangrove.schema.json` are generated from it.
 * Keys keep their names after parsing; durations become milliseconds, sizes become bytes.
 *
 * A message says what was expected ("a duration such as 2s"), and what was found is put before it; a message that
 * holds ": expected" is a whole sentence and stands as it is. A map has an `id`, under which it is described once in
 * both generated files; a `title` is what they call a type.
 */

const ambiguousPaths = z
  .enum(['refuse', 'pass'])
  .describe(
    'What becomes of a path that some backends read in another way (`%2F`, `\\`, `;`), where that way leads to other rules: `refuse` answers 403; `pass` says that the backends read it as is done here. Of config, host and path the last that says so decides; `refuse` where none does.',
  );

const pathEntry = z
  .strictObject({
    path: matchedPath.describe('Matches this path and all below it, by whole segment.'),
    exact: z.boolean().default(false).describe('Matches this path alone.'),
    ignore_case: z.boolean().default(false).describe('Matches in any letter case, as backends do that serve `/ADMIN` as `/admin`.'),
    strip_path: z.boolean().default(true).describe('Takes `path` off before forwarding and says so in `X-Forwarded-Prefix`.'),
    ambiguous_paths: ambiguousPaths.optional(),
    ...conditions,
    ...rules,
    ...destination,
    ...mirroring,
    ...poolSettings,
  })
  .describe('What answers for one path. Inside a host, an entry without a destination uses that of the host.')
  .meta({ id: 'path_entry' });

/** A host name in the form that it has in requests, or one with `*` as its first label; an IPv6 address in brackets. */
const hostName = z
  .string('a host name such as www.mango.com or *.mango.com')
  .meta({ title: 'host name' })
  .transform((value) => {
    const host = comparableHost(value) ?? '';
    return host.includes(':') ? `[${host}]` : host;
  })
  .refine(
    (value) => value.startsWith('[') || /^(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(value),
    'a host name such as www.mango.com or *.mango.com, without a port',
  );

const hostEntry = z
  .strictObject({
    host: hostName.describe(
      'The name clients ask for. `*.mango.com` matches exactly one label. `münchen.de` is `xn--mnchen-3ya.de`, as clients say it.',
    ),
    paths: z.array(pathEntry).prefault([]).describe('Paths of this host. Its own `servers` answer for the rest.'),
    ambiguous_paths: ambiguousPaths.optional(),
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

export const configSchema = z.strictObject({
  include: z
    .union([z.string().min(1), z.array(z.string('the name of a file').min(1))], 'the name of a file, or a list of such')
    .optional()
    .describe('More files of this config, from the folder of this one: names, and patterns such as `conf.d/*.yaml`, which may match none.'),
  listen: clientsAddress
    .prefault(8080)
    .describe('Where clients connect: a port, or `address:port`. `PORT` in the environment overrides the port.'),
  reuse_port: z
    .boolean('true or false')
    .default(false)
    .describe(
      'Lets two processes of one user listen at `listen` at a time, so that the next one starts before this one stops. The status API is that of the older one until then.',
    ),
  admin,
  log: z
    .string('the name of a file')
    .min(1)
    .optional()
    .describe('The file that the log is added to, from the working folder; standard output when there is none. SIGUSR1 opens it anew.'),
  log_format: logFormat,
  access_log: accessLog,
  trusted_proxies: z
    .array(cidr)
    .prefault([])
    .describe(
      'Proxies in front of this one, whose `X-Forwarded-*` and `Forwarded` headers are believed; where one sends both, the former.',
    ),
  trusted_headers: z
    .array(clientField)
    .prefault([])
    .describe(
      'Headers that a backend believes, and that only `trusted_proxies` may send, such as `X-Role`: from anybody else they are removed, in every spelling that a backend may take for the same. `Connection` cannot name them away.',
    ),
  untrusted_headers: untrustedHeaders,
  proxy_protocol: proxyProtocol,
  shutdown_delay: duration('0s').describe('After SIGTERM, how long to go on accepting while `/readyz` says 503.'),
  shutdown_timeout: duration('25s').describe('After that, how long requests in progress may take.'),
  limits,
  client_timeouts: clientTimeouts,
  ambiguous_paths: ambiguousPaths.default('refuse'),
  firewall_rules: firewallRules.optional(),
  rate_limit: rateLimit.optional(),
  rate_limit_store: rateLimitStore.optional(),
  resolver,
  ...edgeRules,
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
export type EdgeSettings = Pick<Config, keyof typeof edgeRules>;
export type BasicAuth = Exclude<NonNullable<Config['basic_auth']>, false>;
export type ForwardAuth = Exclude<NonNullable<Config['forward_auth']>, false>;
export type Cors = Exclude<NonNullable<Config['cors']>, false>;
export type SecurityHeaders = Exclude<NonNullable<Config['security_headers']>, false>;
export type Timeouts = PoolConfig['timeouts'];
export type AccessLogSettings = Exclude<Config['access_log'], false>;
export type AccessLogException = AccessLogSettings['except'][number];
export type LogFormat = Config['log_format'];
export type ListenAddress = z.output<typeof listenAddress>;
