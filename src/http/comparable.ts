import { isIP } from 'node:net';
import { normalisePath, parseHost } from './target';
import { asciiHost, escapedPath } from './wire-text';

/**
 * The paths and hosts of a config in the one form that those of requests have once normalised, so that two spellings are found to be the
 * same by whoever compares them: the router, the firewalls, and the search for mistakes.
 */

/**
 * As `normalisePath`, of a path as people write it: letters beyond ASCII as UTF-8 escapes, and a `%` that begins no escape as `%25`.
 * Undefined when no request can have it, such as `/..`.
 */
export function comparablePath(path: string): string | undefined {
  return normalisePath(escapedPath(path));
}

/** As `comparablePath`, without the slash at its end: `/a` for `/a/`, and empty for `/`. */
export function comparablePrefix(path: string): string | undefined {
  const normalised = comparablePath(path);
  return normalised?.endsWith('/') ? normalised.slice(0, -1) : normalised;
}

/**
 * As `parseHost`, of a name in any alphabet, perhaps with `*.` before it, or of an IPv6 address with or without brackets. Undefined when no
 * request can have it, and when there is a port.
 */
export function comparableHost(host: string): string | undefined {
  const name = host.startsWith('*.') ? host.slice(2) : host;
  const literal = isIP(name) === 6 ? `[${name}]` : name;
  const isBracketed = literal.startsWith('[');
  if (isBracketed ? !literal.endsWith(']') || name !== host : literal.includes(':')) return undefined;
  const parsed = parseHost(asciiHost(literal) ?? literal);
  return parsed === undefined || name === host ? parsed : `*.${parsed}`;
}
