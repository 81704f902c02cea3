import { hash } from 'node:crypto';
import { spelling } from '../http/field-name';
import { cookieValues } from '../routing/cookie-values';
import { networkOf } from '../net/network-of';
import type { ClientKind } from '../routing/rate-limit';
import type { RequestView } from './request-view';

/** One key, or up to four. */
export type LimitKeys = readonly [string, ...string[]];

/**
 * Under which keys a request is counted. Usually one; more when the header or cookie is there more than once, because backends
 * differ in whether they take the first or the last, and in which spellings of a header they take for the same. Values are hashed: they
 * may be long, and secrets.
 */
export function limitKeys(by: ClientKind, request: RequestView): LimitKeys {
  if (by.kind === 'address') return [addressKey(request.ip)];
  const values = by.kind === 'header' ? request.values(by.name) : plainCookies(request, by.name);
  const spelled = by.kind === 'header' ? request.spelledValues(spelling(by.name)) : values;
  const keyOf = (value: string) => (value === '' ? addressKey(request.ip) : `${by.kind}:${digest(value)}`);
  const first = values[0] ?? '';
  const last = values.at(-1) ?? '';
  if (spelled.length === values.length) return first === last ? [keyOf(first)] : [keyOf(first), keyOf(last)];
  const others = new Set([last, spelled[0] ?? '', spelled.at(-1) ?? '']);
  others.delete(first);
  return [keyOf(first), ...Array.from(others, keyOf)];
}

const addressKey = (client: string) => `address:${networkOf(client)}`;

/** 132 bits of SHA-256. */
const digest = (value: string) => hash('sha256', value, 'base64url').slice(0, 22);

function plainCookies(request: RequestView, name: string): string[] {
  return request.values('cookie').flatMap((field) => cookieValues(field, name).map(plainCookie));
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
