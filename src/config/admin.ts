import { isIP } from 'node:net';
import { z } from 'zod';
import { comparableHost } from '../http/comparable';
import { listenAddress } from './addresses';
import type { Finding, Places } from './problems';
import { isMap, type RawEntry } from './raw';

/** Where the API listens: a port without an address is one of this machine alone, so that nobody opens it to others by mistake. */
const adminListen = listenAddress
  .transform(({ host, port }) => ({ host: host ?? '127.0.0.1', port }))
  .meta({ title: 'port or address:port' });

/** Nobody guesses one of so many characters. */
const shortestToken = 16;

const token = z
  .string(`a token of ${shortestToken} characters or more`)
  .min(shortestToken, {
    error: `the token is too short to be safe: expected ${shortestToken} characters or more, such as those of openssl rand -hex 32`,
  })
  .regex(/^[\w\-.~+/]+=*$/, {
    error: 'the token has characters that no header can carry as one (RFC 6750 §2.1): expected letters, digits and -._~+/',
  });

const hostName = z
  .string('a host name')
  .transform((value) => comparableHost(value) ?? '')
  .refine((value) => value !== '', 'a host name such as admin.mango.com, without a port');

const adminMap = z
  .strictObject({
    listen: adminListen
      .prefault('127.0.0.1:7070')
      .describe('A port of 127.0.0.1, or `address:port`. `ADMIN_PORT` in the environment overrides the port.'),
    token: token.optional().describe('What every question but those to `/healthz` and `/readyz` must carry, as `Authorization: Bearer …`.'),
    hosts: z
      .array(hostName)
      .prefault([])
      .describe('Names, besides `localhost`, that the API is asked by where there is no `token`. Its addresses need not be named.'),
  })
  .transform(({ listen, ...rest }) => ({ ...listen, ...rest }))
  .meta({ id: 'admin' });

/** The status API: where it listens, and who may use it. */
export const admin = z
  .union(
    [z.literal(false), adminListen.transform((listen) => ({ ...listen, token: undefined, hosts: [] as string[] })), adminMap],
    'false, a port, an address such as 127.0.0.1:7070, or a map such as {listen: 0.0.0.0:7070, token: …}',
  )
  .prefault('127.0.0.1:7070')
  .describe('Where the status API listens: a port of 127.0.0.1, `address:port`, or a map; `false` turns it off.');

/** An API that others can reach and anybody may use. */
export function findOpenAdmin({ value }: RawEntry, places: Places): Finding[] {
  const config = admin.safeParse(value.admin);
  if (!config.success || config.data === false || config.data.token !== undefined || isLoopback(config.data.host)) return [];
  const path = isMap(value.admin) ? ['admin', 'listen'] : ['admin'];
  const message =
    `whoever can reach ${places.isWritten(path) ? config.data.host : 'this address'} sees the status, because there is no token: ` +
    'expected an address of this machine alone, such as 127.0.0.1:7070, or admin: {listen: …, token: …}';
  return [{ path, at: 'value', message }];
}

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host.toLowerCase() === 'localhost';
  return host === '::1' || host.startsWith('127.');
}
