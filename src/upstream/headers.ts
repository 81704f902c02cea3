import { fieldValues } from '../http/field-values';
import { spelling } from '../http/field-name';

/** RFC 9110 §7.6.1: fields that concern one connection only, and never travel on. `Expect` is answered here, not passed on. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What `Connection` cannot name away: what frames or routes the message, and what ends here anyway. */
const staying: ReadonlySet<string> = new Set([...hopByHop, 'close', 'content-length', 'host']);

/** Names that this balancer sets, by what is known of the request; what stands in them is not passed on as it is. */
const forwarding: ReadonlySet<string> = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-forwarded-prefix',
  'x-request-id',
]);

/** Who asked, and how: the values of the forwarding fields that the backend gets. */
export type Hop = {
  readonly forwardedFor: string;
  readonly forwarded: string;
  readonly scheme: string;
  readonly host: string | undefined;
  readonly port: number;
  /** What was taken off the path, here and before; empty for nothing. */
  readonly prefix: string;
  readonly requestId: string;
  /** The version in which the request came. */
  readonly version: string;
};

export type SplitHeaders = {
  /** The end-to-end fields in their order, flat. */
  readonly fields: string[];
  readonly via: string | undefined;
  readonly acceptsTrailers: boolean;
  /** The names that `Trailer` announces; only chunked content can have trailers (RFC 9112 §7.1.2). */
  readonly trailer: string | undefined;
};

/** What decides which fields of a request count. */
export type FieldTrust = {
  /** The end-to-end fields that `Connection` names, in lower case: they are for the next hop only, which this is. */
  readonly named: ReadonlySet<string> | undefined;
  /** The fields that only trusted proxies may send, in lower case, by their `spelling`. */
  readonly guarded: ReadonlyMap<string, string> | undefined;
  /** Whether one of those proxies has sent the request. */
  readonly isTrusted: boolean;
};

/**
 * Whether a field of a request counts for nobody, by its lower-case name: what only a trusted proxy may say, from anybody else or in
 * another spelling, and what `Connection` names. What a trusted proxy says cannot be named away (CVE-2022-31813, CVE-2024-45410).
 */
export function isVoid(lower: string, { named, guarded, isTrusted }: FieldTrust): boolean {
  const owned = guarded?.get(spelling(lower));
  if (owned !== undefined) return !isTrusted || owned !== lower;
  if (isForwarding(lower)) return lower !== 'x-request-id' && (!isTrusted || !forwarding.has(lower));
  return named?.has(lower) === true;
}

/** Takes the connection's own fields, the fields that count for nobody, and the forwarding fields out of a request. */
export function splitRequestHeaders(raw: readonly string[], trust: FieldTrust): SplitHeaders {
  const { named, guarded } = trust;
  const fields: string[] = [];
  let via: string | undefined;
  let acceptsTrailers = false;
  let trailer: string | undefined;
  let isChunked = false;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    const value = raw[at + 1] as string;
    const lower = name.toLowerCase();
    if (lower === 'te')
      acceptsTrailers ||= value
        .toLowerCase()
        .split(',')
        .some((coding) => coding.trim() === 'trailers');
    if (lower === 'trailer') trailer = trailer === undefined ? value : `${trailer}, ${value}`;
    if (lower === 'transfer-encoding') isChunked = true;
    if (hopByHop.has(lower) || ((named !== undefined || guarded !== undefined) && isVoid(lower, trust))) continue;
    if (lower === 'via') {
      via = via === undefined ? value : `${via}, ${value}`;
      continue;
    }
    if (!isForwarding(lower)) fields.push(name, value);
  }
  return { fields, via, acceptsTrailers, trailer: isChunked ? trailer : undefined };
}

/** In every spelling that a backend may take for the same. */
function isForwarding(lower: string): boolean {
  const first = lower.charCodeAt(0);
  // Only "f" and "x" can begin one.
  if (first !== 0x66 && first !== 0x78) return false;
  return forwarding.has(spelling(lower));
}

/** Adds what this balancer says of the request: X-Forwarded-*, Forwarded (RFC 7239), Via (RFC 9110 §7.6.3) and X-Request-Id. */
export function addForwarding({ fields, via, acceptsTrailers, trailer }: SplitHeaders, hop: Hop): string[] {
  fields.push('X-Forwarded-For', hop.forwardedFor);
  fields.push('X-Forwarded-Proto', hop.scheme);
  if (hop.host !== undefined) fields.push('X-Forwarded-Host', hop.host);
  fields.push('X-Forwarded-Port', String(hop.port));
  if (hop.prefix !== '') fields.push('X-Forwarded-Prefix', hop.prefix);
  fields.push('Forwarded', hop.forwarded);
  fields.push('Via', `${via === undefined ? '' : `${via}, `}${hop.version} mangrove`);
  fields.push('X-Request-Id', hop.requestId);
  if (trailer !== undefined) fields.push('Trailer', trailer);
  if (acceptsTrailers) fields.push('TE', 'trailers');
  return fields;
}

/** How many servers further a request may go; undefined where the field says nothing that is a number (RFC 9110 §7.6.2). */
export function maxForwards(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** The answer's end-to-end fields in their order, flat, with `Via`. A length is written anew; a 204 has none (RFC 9110 §8.6). */
export function answerHeaders(raw: readonly string[], status: number): string[] {
  const fields = endToEnd(raw);
  let via = '1.1 mangrove';
  for (let at = fields.length - 2; at >= 0; at -= 2) {
    const name = fields[at] as string;
    if (name.length !== 3 && name.length !== 14) continue;
    const lower = name.toLowerCase();
    const value = fields[at + 1] as string;
    if (lower === 'content-length' && status !== 204) fields[at + 1] = value.replace(/^0+(?=\d)/, '');
    else if (lower === 'content-length') fields.splice(at, 2);
    else if (lower === 'via') {
      via = `${value}, ${via}`;
      fields.splice(at, 2);
    }
  }
  fields.push('Via', via);
  return fields;
}

/** The fields with the protocols that a 426 asks for (RFC 9110 §15.5.22), flat: about one connection, but meant for the client. */
export function upgradeOffer(raw: readonly string[], keepAlive: boolean): string[] {
  const offers = fieldValues(raw, 'upgrade');
  return offers.length === 0 ? [] : ['Connection', keepAlive ? 'Upgrade' : 'Upgrade, close', 'Upgrade', offers.join(', ')];
}

/** The fields that are not about the one connection they came on, in their order, flat. */
export function endToEnd(raw: readonly string[]): string[] {
  const named = connectionOptions(raw);
  const fields: string[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !named?.has(lower)) fields.push(name, raw[at + 1] as string);
  }
  return fields;
}

function connectionOptions(raw: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    if (name.length === 10 && name.toLowerCase() === 'connection') named = withOptions(named, raw[at + 1] as string);
  }
  return named;
}

/**
 * The names of end-to-end fields that a value of `Connection` lists, beside those before (RFC 9110 §7.6.1); undefined for none. They
 * never include what frames or routes the message.
 */
export function withOptions(before: Set<string> | undefined, value: string): Set<string> | undefined {
  if (value === 'keep-alive' || value === 'close') return before;
  let named = before;
  for (const option of value.split(',')) {
    const name = option.trim().toLowerCase();
    if (staying.has(name)) continue;
    named ??= new Set();
    named.add(name);
  }
  return named;
}

/** RFC 9110 §6.5.1: what frames or routes a message, or proves who sends it, means nothing after it. */
const notInTrailers: ReadonlySet<string> = new Set([
  ...hopByHop,
  'authorization',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'cookie',
  'host',
  'max-forwards',
  'set-cookie',
  'via',
]);

/**
 * The trailer fields that an answer in chunks announces, flat (RFC 9110 §6.6.2): said anew, because an older rule (RFC 2616 §13.5.1) ends
 * `Trailer` at each hop. Only chunked content can have any (RFC 9112 §7.1.2).
 */
export function announcedTrailers(raw: readonly string[]): readonly string[] {
  let announced: string[] | undefined;
  let isChunked = false;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    if (name.length === 7 && name.toLowerCase() === 'trailer') announced = [...(announced ?? []), raw[at + 1] as string];
    else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') isChunked = true;
  }
  if (announced === undefined || !isChunked) return noFields;
  const names = announced.flatMap((list) => list.split(',').map((name) => name.trim()));
  const kept = names.filter((name) => name !== '' && trailerFields([name, '']).length > 0);
  return kept.length === 0 ? noFields : ['Trailer', kept.join(', ')];
}

const noFields: readonly string[] = [];

/** The trailer fields that may travel on, flat. */
export function trailerFields(raw: readonly string[]): string[] {
  return raw.filter((_, at) => {
    const lower = (raw[at - (at % 2)] ?? '').toLowerCase();
    return !notInTrailers.has(lower) && !isForwarding(lower);
  });
}
