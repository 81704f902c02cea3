import type { IncomingMessage } from 'node:http';
import type { PickRequest } from '../balancing/pool';
import { fieldValues } from '../http/field-values';
import { spelling } from '../http/field-name';
import { cookieValues } from '../routing/cookie-values';
import type { FirewallRequest } from '../routing/firewall';
import type { RoutedRequest } from '../routing/router';
import type { Target } from '../http/target';
import { type FieldTrust, isVoid, type SplitHeaders, splitRequestHeaders, trailerFields } from '../upstream/headers';

const none: readonly string[] = [];

/** What the head of a request was understood to be. */
export type Understood = {
  readonly target: Target;
  /** The Host field, or the authority of an absolute-form target in its place. */
  readonly hostHeader: string | undefined;
  /** The client's address. */
  readonly client: string;
  readonly trust: FieldTrust;
};

/**
 * A request as everybody looks at it who decides something: routes, firewalls, limits, policies, retries. A field that no backend will
 * see is not there for them either. Header fields and parameters are read only when asked for.
 */
export class RequestView implements RoutedRequest, FirewallRequest, PickRequest {
  readonly host: string | undefined;
  readonly path: string;
  readonly method: string;
  /** The client's address. */
  readonly ip: string;
  readonly #req: IncomingMessage;
  readonly #query: string;
  readonly #hostHeader: string | undefined;
  readonly #trust: FieldTrust;
  /** The values of all cookies with the name of the sticky one of the pool in question. */
  sticky: readonly string[] | undefined;
  #params: URLSearchParams | undefined;

  constructor(req: IncomingMessage, { target, hostHeader, client, trust }: Understood) {
    this.#req = req;
    this.#query = target.query;
    this.#hostHeader = hostHeader;
    this.#trust = trust;
    this.host = target.host;
    this.path = target.path;
    this.method = req.method ?? '';
    this.ip = client;
  }

  /** The same request, for a pool that keeps clients by this cookie. */
  stickyBy(cookie: string): RequestView {
    this.sticky = this.cookies(cookie);
    return this;
  }

  /** By lower-case name; the values of repeated fields joined with ", ". `host` is that of an absolute-form target, where there is one. */
  header(name: string): string | undefined {
    if (name === 'host') return this.#hostHeader;
    const value = this.#req.headersDistinct[name];
    return value === undefined || isVoid(name, this.#trust) ? undefined : value.join(', ');
  }

  /** The values of all fields that a backend may take for the one with this name, as `spelling` has it, joined with ", ". */
  spelled(name: string): string | undefined {
    if (name === 'host') return this.#hostHeader;
    const values = this.spelledValues(name);
    return values.length === 0 ? undefined : values.join(', ');
  }

  /** The values of all fields that a backend may take for the one with this name, as `spelling` has it, in their order. */
  spelledValues(name: string): readonly string[] {
    if (name === 'host') return this.values(name);
    const { rawHeaders } = this.#req;
    let values: string[] | undefined;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const own = rawHeaders[at] as string;
      if (own.length !== name.length || spelling(own) !== name || isVoid(own.toLowerCase(), this.#trust)) continue;
      values ??= [];
      values.push(rawHeaders[at + 1] as string);
    }
    return values ?? none;
  }

  /** The values of all fields with this lower-case name, in their order. */
  values(name: string): string[] {
    if (name === 'host') return this.#hostHeader === undefined ? [] : [this.#hostHeader];
    return isVoid(name, this.#trust) ? [] : fieldValues(this.#req.rawHeaders, name);
  }

  /** The fields that travel on, anew each time. */
  endToEnd(): SplitHeaders {
    return splitRequestHeaders(this.#req.rawHeaders, this.#trust);
  }

  /** Those of some trailer fields, flat, that travel on. */
  trailers(raw: readonly string[]): string[] {
    const fields = trailerFields(raw);
    return fields.filter((_, at) => !isVoid((fields[at - (at % 2)] ?? '').toLowerCase(), this.#trust));
  }

  param(name: string): string | undefined {
    this.#params ??= new URLSearchParams(this.#query);
    return this.#params.get(name) ?? undefined;
  }

  /** What a pool may hash: `ip`, `path`, or the value of `header:X`, `cookie:X` or `param:X`. */
  key(on: string): string | undefined {
    if (on === 'ip') return this.ip;
    if (on === 'path') return this.path;
    const colon = on.indexOf(':');
    const name = on.slice(colon + 1);
    if (on.startsWith('header:')) return this.header(name.toLowerCase());
    return on.startsWith('cookie:') ? this.cookies(name)[0] : this.param(name);
  }

  /** The values of all cookies with this name, in their order. */
  cookies(name: string): string[] {
    // Node joins several Cookie fields to one.
    return isVoid('cookie', this.#trust) ? [] : cookieValues(this.#req.headers.cookie ?? '', name);
  }
}
