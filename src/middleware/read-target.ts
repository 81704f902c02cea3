import { isSwitchable } from '../connection/upgrades';
import { Failure } from '../errors';
import { withoutEmptyPort } from '../http/authority';
import { normalisePath, parseHost, parseTarget } from '../http/target';
import type { Room } from './exchange';
import { RequestView } from './request-view';
import { survey } from './survey';

/**
 * Understands what is asked for, host and path, and refuses what could be understood in two ways. The host of an absolute-form
 * target stands above the Host field (RFC 9112 §3.2.2).
 */
export function readTarget(): Room {
  return function readTarget(ctx, next) {
    const { req, state } = ctx;
    if (state.underWay.failure !== undefined) throw state.underWay.failure;
    const url = req.url ?? '';
    const { limits } = state.serving.config;
    if (url.length > limits.url) throw new Failure('url_too_long', `the request target has ${url.length} bytes, ${limits.url} are allowed`);
    if (req.method === 'TRACE' || req.method === 'CONNECT') throw new Failure('method_not_allowed', `${req.method} is not served`);
    const { host: hostField, isChunked, upgrade, named } = survey(req, limits);
    // Bytes behind a request for another protocol are not another request.
    if (upgrade !== undefined) ctx.res.shouldKeepAlive = false;
    const parsed = parseTarget(url, req.method);
    const path = parsed && normalisePath(parsed.rawPath);
    if (parsed === undefined || path === undefined) throw unreadable(url, ctx.originalUrl);
    const asField = hostField === undefined ? undefined : hostOf(hostField);
    const host = parsed.authority === undefined ? asField : hostOf(parsed.authority);
    const hostHeader = parsed.authority ?? hostField;
    const { rawPath, query, hasQuery } = parsed;
    state.target = { host, path, rawPath, query, hasQuery };
    state.hostHeader = hostHeader === undefined ? undefined : withoutEmptyPort(hostHeader);
    const trust = { named, guarded: state.serving.guarded, isTrusted: state.isTrusted };
    state.request = new RequestView(req, { target: state.target, hostHeader: state.hostHeader, client: state.client, trust });
    state.isChunked = isChunked;
    state.upgrade = isSwitchable(req) ? upgrade : undefined;
    return next();
  };
}

/** The client is to blame for what it has sent, of which a mount leaves the end; any other URL is the work of a middleware. */
function unreadable(url: string, sent: string): Failure {
  if (sent.endsWith(url)) return new Failure('bad_request', 'the request target is not a path this server can read');
  const what = `a middleware has set the URL to ${JSON.stringify(url)}, which no request can have`;
  return new Failure('internal', `${what}: expected one that begins with "/", with what is special in it escaped (encodeURI)`);
}

/** A Host field that is none is refused also where an absolute target stands above it: others may look at the field. */
function hostOf(authority: string): string {
  const host = parseHost(authority);
  if (host === undefined) throw new Failure('bad_request', `${JSON.stringify(authority)} is not a host`);
  return host;
}
