import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Middleware } from 'koa';
import { AddressList } from '../net/addresses';

export type Guarded = {
  /** What every question must carry; undefined when this machine alone is trusted. */
  readonly token?: string | undefined;
  /** Names that the API may be asked by where there is no token, in lower case. */
  readonly hosts: readonly string[];
};

/** What machines ask that watch over the process; it tells nothing else. */
const open: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const thisMachine = new AddressList(['127.0.0.0/8', '::1']);

/**
 * Lets only those use the API who may: with a token, who brings it (RFC 6750); without one, everybody may look and this machine alone may
 * change anything. A page in a browser may not: one of another origin says so in `Origin`, and one whose name leads here by a trick
 * (DNS rebinding) in `Host`.
 */
export function guard({ token, hosts }: Guarded): Middleware {
  const names: ReadonlySet<string> = new Set(['localhost', ...hosts]);
  const wanted = token === undefined ? undefined : digest(token);
  return async function guard(ctx, next) {
    if (open.has(ctx.path)) return next();
    const { headers, headersDistinct, url = '' } = ctx.req;
    const { origin } = headers;
    if ((headersDistinct.host?.length ?? 0) > 1) ctx.throw(400, 'two Host fields: expected one');
    // The host of a whole URL counts in place of Host (RFC 9112 §3.2.2).
    const host = hostOf(url) ?? headers.host ?? '';
    if (origin !== undefined && hostOf(origin) !== host.toLowerCase()) ctx.throw(403, 'a page of another origin may not ask this API');
    if (wanted !== undefined) {
      const isKnown = timingSafeEqual(wanted, digest(bearerOf(ctx.get('Authorization'))));
      if (!isKnown)
        ctx.throw(401, 'expected the token of this API: Authorization: Bearer …', { headers: { 'WWW-Authenticate': 'Bearer' } });
      return next();
    }
    const name = nameOf(host);
    if (isIP(name) === 0 && !names.has(name))
      ctx.throw(
        403,
        `this API is not asked by the name ${JSON.stringify(name)}: use its address, add the name to admin: {hosts: […]}, or set a token`,
      );
    if (!reading.has(ctx.method) && !thisMachine.has(ctx.req.socket.remoteAddress ?? ''))
      ctx.throw(403, 'only this machine may change anything, as long as the config has no token for admin');
    return next();
  };
}

/** Equally long for all, so that a comparison takes equally long. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function bearerOf(authorization: string): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}

/** The host and port in an origin or a whole URL; undefined for `null`, and for a path. */
function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).host : undefined;
}

/** A host without its port and brackets, in lower case. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
