/**
 * The parts of an authority (RFC 3986 §3.2) without a user, such as the value of Host: a name or address, and perhaps a port. It has
 * been found good by `parseHost`.
 */

/** The scheme by which a client came; `ws` and `wss` are those of proxies that tell WebSockets apart. */
export type Scheme = 'http' | 'https' | 'ws' | 'wss';

/** The port that stands in an authority; undefined where there is none, or 0, at which nobody can listen. */
export function portIn(authority: string): number | undefined {
  const colon = colonOf(authority);
  return colon === -1 ? undefined : Number(authority.slice(colon + 1)) || undefined;
}

/** The port that is meant where none is named (RFC 9110 §4.2). */
export function defaultPort(scheme: Scheme): number {
  return scheme === 'http' || scheme === 'ws' ? 80 : 443;
}

/** The authority as it is where its port means the same, else with this port, which is named only where it is not the scheme's own. */
export function withPort(authority: string, port: number, scheme: Scheme): string {
  if ((portIn(authority) ?? defaultPort(scheme)) === port) return authority;
  const name = withoutPort(authority);
  return port === defaultPort(scheme) ? name : `${name}:${port}`;
}

/** The name or address alone, an IPv6 one in its brackets. */
export function withoutPort(authority: string): string {
  const colon = colonOf(authority);
  return colon === -1 ? authority : authority.slice(0, colon);
}

/** A port may be empty, and means then what none does (RFC 3986 §3.2.3). */
export function withoutEmptyPort(authority: string): string {
  return authority.charCodeAt(authority.length - 1) === 0x3a ? authority.slice(0, -1) : authority;
}

/** Where the port begins; -1 without one. */
function colonOf(authority: string): number {
  const colon = authority.lastIndexOf(':');
  return colon > authority.lastIndexOf(']') ? colon : -1;
}
