import { shortestIPv6 } from '../net/ipv6';

/** The parts of a request that routing looks at, all normalised; `rawPath` and `query` are as the client sent them. */
export type Target = { readonly host: string | undefined; readonly path: string } & Omit<ParsedTarget, 'authority'>;

/**
 * A request target in its parts: `authority` only for the absolute form, `query` without its `?`.
 * `hasQuery` tells `/a?` from `/a`.
 */
export type ParsedTarget = {
  readonly authority: string | undefined;
  readonly rawPath: string;
  readonly query: string;
  readonly hasQuery: boolean;
};

const hash = 0x23;
const percent = 0x25;
const hyphen = 0x2d;
const dot = 0x2e;
const slash = 0x2f;
const colon = 0x3a;
const questionMark = 0x3f;
const openBracket = 0x5b;
const underscore = 0x5f;
const tilde = 0x7e;

/**
 * The host in a Host header or an authority: lower case, without port and trailing dot, an IPv6 literal in its shortest
 * spelling without brackets. Undefined when it is not a host name or address (RFC 3986 §3.2.2, of which only the
 * characters of DNS names are taken) or when the port is over 65535; an empty one is none (§3.2.3).
 */
export function parseHost(value: string): string | undefined {
  if (value.charCodeAt(0) === openBracket) return parseBracketed(value);
  let end = value.length;
  let label = 0;
  let hasUpperCase = false;
  for (let at = 0; at < end; at++) {
    const byte = value.charCodeAt(at);
    if (byte === colon) {
      if (!isPort(value, at + 1)) return undefined;
      end = at;
    } else if (byte === dot) {
      if (at === label) return undefined;
      label = at + 1;
    } else if (isUpperCase(byte)) hasUpperCase = true;
    else if (!isLowerCase(byte) && !isDigit(byte) && byte !== hyphen && byte !== underscore) return undefined;
  }
  if (end === label) end -= 1;
  if (end <= 0) return undefined;
  const host = value.slice(0, end);
  return hasUpperCase ? host.toLowerCase() : host;
}

function parseBracketed(value: string): string | undefined {
  const close = value.indexOf(']');
  if (close === -1) return undefined;
  const address = value.slice(1, close);
  if (address.includes('%')) return undefined;
  const afterwards = close + 1;
  if (afterwards < value.length && (value.charCodeAt(afterwards) !== colon || !isPort(value, afterwards + 1))) return undefined;
  return shortestIPv6(address);
}

function isPort(value: string, start: number): boolean {
  const digits = value.length - start;
  if (digits > 5) return false;
  let port = 0;
  for (let at = start; at < value.length; at++) {
    if (!isDigit(value.charCodeAt(at))) return false;
    port = port * 10 + value.charCodeAt(at) - 0x30;
  }
  return port <= 65535;
}

/**
 * Splits a request target (RFC 9112 §3.2): `/path?query`, `http://host/path?query`, or `*` for OPTIONS. The authority of
 * an absolute form replaces the Host header (§3.2.2). Undefined, to be refused with 400, for other forms and for a
 * target with a space, a raw control byte, or a `#` before the query.
 */
export function parseTarget(rawUrl: string, method = 'GET'): ParsedTarget | undefined {
  if (rawUrl === '*') return method === 'OPTIONS' ? wholeServer(undefined) : undefined;
  if (holdsForbiddenByte(rawUrl)) return undefined;
  if (rawUrl.charCodeAt(0) === slash) return splitQuery(undefined, rawUrl);
  const [scheme, authority, rest] = /^(https?:\/\/)([^/?]+)(.*)$/i.exec(rawUrl)?.slice(1) ?? [];
  if (scheme === undefined || authority === undefined || rest === undefined) return undefined;
  if (rest === '' && method === 'OPTIONS') return wholeServer(authority);
  return splitQuery(authority, rest.charCodeAt(0) === slash ? rest : `/${rest}`);
}

const wholeServer = (authority: string | undefined): ParsedTarget => ({ authority, rawPath: '*', query: '', hasQuery: false });

function splitQuery(authority: string | undefined, pathAndQuery: string): ParsedTarget {
  const mark = pathAndQuery.indexOf('?');
  if (mark === -1) return { authority, rawPath: pathAndQuery, query: '', hasQuery: false };
  return { authority, rawPath: pathAndQuery.slice(0, mark), query: pathAndQuery.slice(mark + 1), hasQuery: true };
}

function holdsForbiddenByte(text: string): boolean {
  let isQuery = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at);
    if (byte === questionMark) isQuery = true;
    if (byte <= 0x20 || (byte === hash && !isQuery) || byte === 0x7f || byte > 0xff) return true;
  }
  return false;
}

/**
 * A path as rules and routes see it: unreserved escapes decoded and others in upper case (RFC 3986 §6.2.2), double
 * slashes merged, then dot segments removed (§5.2.4), raw bytes above ASCII escaped; `*` is looked up as `/`.
 * Undefined, to be refused with 400, when it climbs above the root, goes up from an empty segment (`/a//..`), or holds
 * `%00`, a malformed escape, a control byte, a space, `#` or `?`. Normalising twice changes nothing.
 *
 * `%2F` and `%5C` stay as they are, and `\` is a byte like any other: they separate nothing here. A backend may think
 * otherwise, and know parameters behind a `;`, so firewalls look at all readings (see `other-reading.ts`).
 */
export function normalisePath(raw: string): string | undefined {
  if (raw === '*') return '/';
  if (raw.charCodeAt(0) !== slash) return undefined;
  if (isNormal(raw)) return raw;
  const decoded = normaliseEscapes(raw);
  return decoded === undefined ? undefined : removeDotSegments(decoded);
}

/** Whether a path is surely normal already; `/.well-known` may take the slow way. */
function isNormal(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const byte = path.charCodeAt(at);
    if (byte === slash) {
      const next = path.charCodeAt(at + 1);
      if (next === slash || next === dot) return false;
    } else if (byte === percent) {
      if (!isNormalEscape(path, at)) return false;
      at += 2;
    } else if (!isPathByte(byte)) return false;
  }
  return true;
}

function isNormalEscape(path: string, at: number): boolean {
  const value = escapedByte(path, at);
  return value > 0 && !isUnreserved(value) && !isLowerCase(path.charCodeAt(at + 1)) && !isLowerCase(path.charCodeAt(at + 2));
}

function normaliseEscapes(raw: string): string | undefined {
  let path = '';
  for (let at = 0; at < raw.length; at++) {
    const byte = raw.charCodeAt(at);
    if (byte === percent) {
      const value = escapedByte(raw, at);
      if (value <= 0) return undefined;
      path += isUnreserved(value) ? String.fromCharCode(value) : raw.slice(at, at + 3).toUpperCase();
      at += 2;
    } else if (byte >= 0x80 && byte <= 0xff) path += `%${byte.toString(16).toUpperCase()}`;
    else if (isPathByte(byte)) path += raw[at];
    else return undefined;
  }
  return path;
}

function removeDotSegments(path: string): string | undefined {
  const segments: string[] = [];
  let endsInSlash = false;
  for (const segment of path.slice(1).split('/')) {
    endsInSlash = segment === '' || segment === '.' || segment === '..';
    if (segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    // RFC 3986 takes away the empty segment, nginx the one before it: nobody can say what the backend will see.
    else if (!segments.pop()) return undefined;
  }
  const named = segments.filter((segment) => segment !== '');
  return named.length > 0 && endsInSlash ? `/${named.join('/')}/` : `/${named.join('/')}`;
}

/** The byte that the escape at this place stands for; -1 when it is malformed. */
function escapedByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at + 1));
  const low = hexDigit(text.charCodeAt(at + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number): number {
  if (isDigit(byte)) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isUpperCase = (byte: number) => byte >= 0x41 && byte <= 0x5a;
const isLowerCase = (byte: number) => byte >= 0x61 && byte <= 0x7a;
const isPathByte = (byte: number) => byte > 0x20 && byte < 0x7f && byte !== hash && byte !== questionMark;
const isUnreserved = (byte: number) =>
  isLowerCase(byte) || isUpperCase(byte) || isDigit(byte) || byte === hyphen || byte === dot || byte === underscore || byte === tilde;
