import { METHODS } from 'node:http';
import { isIP } from 'node:net';
import { quote } from '../../config/problems';
import { nearest } from '../../config/suggest';
import { spelling } from '../../http/field-name';
import { asciiHost, fieldBytes } from '../../http/wire-text';
import { normalisePath, parseHost, parseTarget, type Target } from '../../http/target';
import { misuse } from '../arguments';
import { type Call, lastOf } from '../command';
import { utf8 } from './words';

/** A request that somebody asks about, as a router and a firewall look at it. */
export type Asked = {
  readonly method: string;
  readonly target: Target;
  readonly ip: string;
  readonly host: string | undefined;
  readonly path: string;
  /** What the request line would carry. */
  readonly url: string;
  header(name: string): string | undefined;
  spelled(name: string): string | undefined;
  param(name: string): string | undefined;
};

/** The request that `--for`, `--header` and `--from` describe: what a client such as curl would send; undefined without `--for`. */
export function askedRequest(call: Call): Asked | undefined {
  const text = lastOf(call, 'for');
  const ip = lastOf(call, 'from') ?? '127.0.0.1';
  if (text === undefined) {
    for (const name of ['header', 'from'] as const)
      if (call.given.has(name)) throw misuse(`--${name} goes with --for "[METHOD] URL"`, 'routes');
    return undefined;
  }
  if (isIP(ip) === 0) throw misuse(`--from is ${quote(ip)}: expected the address of a client, such as 192.0.2.7`, 'routes');
  const [, word, url = ''] = /^\s*(?:([^\s/:?.]+)\s+)?(\S.*?)?\s*$/s.exec(text) ?? [];
  if (url === '' || METHODS.includes(url))
    throw misuse(`--for is ${quote(text)}: expected a URL, such as http://www.mango.com/cart`, 'routes');
  const headers = headersOf(call.given.get('header') ?? []);
  return requestOf(methodOf(word ?? 'GET'), url, headers, ip);
}

function requestOf(method: string, url: string, headers: Map<string, string>, ip: string): Asked {
  const { authority, target } = partsOf(url);
  if (authority !== undefined && !headers.has('host')) headers.set('host', authority);
  const hostField = headers.get('host');
  const host = hostField === undefined ? undefined : parseHost(hostField);
  if (hostField !== undefined && host === undefined)
    throw misuse(`${quote(hostField)} is not a host: such a request is answered 400`, 'routes');
  const parsed = parseTarget(target, method);
  const path = parsed && normalisePath(parsed.rawPath);
  if (parsed === undefined || path === undefined)
    throw misuse(`${quote(utf8(target))} is not a path that can be read in one way: such a request is answered 400`, 'routes');
  const { rawPath, query, hasQuery } = parsed;
  if (rawPath === '*') throw misuse('OPTIONS * asks about Mangrove itself: it is answered 204 without any route', 'routes');
  const params = new URLSearchParams(query);
  return {
    method,
    target: { host, path, rawPath, query, hasQuery },
    ip,
    host,
    path,
    url: target,
    header: (name) => headers.get(name),
    spelled: (name) => joined([...headers].flatMap(([own, value]) => (spelling(own) === name ? [value] : []))),
    param: (name) => params.get(name) ?? undefined,
  };
}

const joined = (values: readonly string[]) => (values.length === 0 ? undefined : values.join(', '));

/** What clients make of a URL: the fragment and a password stay with them, letters beyond ASCII go out as bytes of UTF-8. */
function partsOf(url: string): { readonly authority: string | undefined; readonly target: string } {
  const whole = fieldBytes(url.replace(/#.*$/s, ''));
  if (whole.startsWith('/') || whole === '*') return { authority: undefined, target: whole };
  const [, scheme = 'http'] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url) ?? [];
  if (!/^(https?|wss?)$/i.test(scheme)) throw misuse(`${quote(`${scheme}:`)} is not a scheme of HTTP: expected http: or https:`, 'routes');
  const [, authority = '', rest = ''] = /^(?:[a-z]+:\/\/)?([^/?]*)(.*)$/is.exec(whole) ?? [];
  const host = Buffer.from(authority.slice(authority.lastIndexOf('@') + 1), 'latin1').toString();
  return { authority: asciiHost(host) ?? fieldBytes(host), target: rest.startsWith('/') ? rest : `/${rest}` };
}

function methodOf(word: string): string {
  const method = word.toUpperCase();
  if (method === 'CONNECT' || method === 'TRACE') throw misuse(`${method} is not served: such a request is answered 405`, 'routes');
  if (METHODS.includes(method)) return method;
  const near = nearest(method, METHODS);
  throw misuse(
    `the HTTP parser does not know the method ${quote(word)}: such a request is answered 400${near === undefined ? '' : `; did you mean ${near}?`}`,
    'routes',
  );
}

function headersOf(lines: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) throw misuse(`--header is ${quote(line)}: expected a header, such as "X-Shop: mango"`, 'routes');
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? fieldBytes(value) : `${before}, ${fieldBytes(value)}`);
  }
  return headers;
}
