import { hash } from 'node:crypto';
import type { ClientKind } from '../routing/rate-limit';
import { networkOf } from '../routing/network-of';

/** One key, or two. */
export type LimitKeys = readonly [string, string?];

/**
 * Under which keys a request is counted. Usually one; two when the header or cookie is there more than once, because backends
 * differ in whether they take the first or the last. Values are hashed: they may be long, and secrets.
 */
export function limitKeys(by: ClientKind, rawHeaders: readonly string[], client: string): LimitKeys {
  if (by.kind === 'address') return [addressKey(client)];
  const values = by.kind === 'header' ? fieldValues(by.name, rawHeaders) : cookieValues(by.name, rawHeaders);
  const first = values[0] ?? '';
  const last = values.at(-1) ?? '';
  const keyOf = (value: string) => (value === '' ? addressKey(client) : `${by.kind}:${digest(value)}`);
  return first === last ? [keyOf(first)] : [keyOf(first), keyOf(last)];
}

const addressKey = (client: string) => `address:${networkOf(client)}`;

/** 132 bits of SHA-256. */
const digest = (value: string) => hash('sha256', value, 'base64url').slice(0, 22);

/** The values of all fields with this lower-case name, in their order. */
function fieldValues(name: string, rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const own = rawHeaders[at] as string;
    if (own.length === name.length && own.toLowerCase() === name) values.push(rawHeaders[at + 1] as string);
  }
  return values;
}

function cookieValues(name: string, rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (const line of fieldValues('cookie', rawHeaders)) {
    for (const pair of line.split(';')) {
      const equals = pair.indexOf('=');
      if (equals !== -1 && pair.slice(0, equals).trim() === name) values.push(plainCookie(pair.slice(equals + 1).trim()));
    }
  }
  return values;
}

/** Many backends take quotes off a cookie's value and decode it, so that its spellings are one value to them. */
function plainCookie(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  if (!bare.includes('%')) return bare;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
