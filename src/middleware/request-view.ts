import type { IncomingMessage } from 'node:http';
import type { PickRequest } from '../balancing/pool';
import { cookieValues } from '../routing/cookie-values';
import type { FirewallRequest } from '../routing/firewall';
import type { RoutedRequest } from '../routing/router';
import type { Target } from '../http/target';

/** A request as routes, firewalls and policies look at it. Header fields and parameters are read only when asked for. */
export class RequestView implements RoutedRequest, FirewallRequest, PickRequest {
  readonly host: string | undefined;
  readonly path: string;
  readonly method: string;
  /** The client's address. */
  readonly ip: string;
  readonly #req: IncomingMessage;
  readonly #query: string;
  /** The values of all cookies with the name of the sticky one of the pool in question. */
  sticky: readonly string[] | undefined;
  #params: URLSearchParams | undefined;

  constructor(req: IncomingMessage, target: Target, ip: string) {
    this.#req = req;
    this.#query = target.query;
    this.host = target.host;
    this.path = target.path;
    this.method = req.method ?? '';
    this.ip = ip;
  }

  /** The same request, for a pool that keeps clients by this cookie. */
  stickyBy(cookie: string): RequestView {
    this.sticky = this.cookies(cookie);
    return this;
  }

  /** By lower-case name; the values of repeated fields joined with ", ". */
  header(name: string): string | undefined {
    const value = this.#req.headersDistinct[name];
    return value?.join(', ');
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
    return cookieValues(this.#req.headers.cookie ?? '', name);
  }
}
