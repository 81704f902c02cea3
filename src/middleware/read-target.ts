import type { IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../errors';
import { normalisePath, parseHost, parseTarget } from '../routing/target';
import type { Room } from './exchange';
import { RequestView } from './request-view';

/**
 * Understands what is asked for, host and path, and refuses what could be understood in two ways. The host of an absolute-form
 * target stands above the Host field (RFC 9112 §3.2.2).
 */
export function readTarget(): Room {
  return function readTarget(ctx, next) {
    const { req, state } = ctx;
    const url = req.url ?? '';
    const { limits } = state.serving.config;
    if (url.length > limits.url) throw new Failure('url_too_long', `the request target has ${url.length} bytes, ${limits.url} are allowed`);
    if (req.method === 'TRACE') throw new Failure('method_not_allowed', 'TRACE is not served');
    const head = headLength(req.rawHeaders);
    if (head > limits.head) throw new Failure('head_too_large', `the request head has ${head} bytes, ${limits.head} are allowed`);
    if (req.httpVersionMajor !== 1) throw new Failure('bad_request', `HTTP/${req.httpVersion} is not served`);
    const hostField = singleHost(req);
    const parsed = parseTarget(url, req.method);
    const path = parsed && normalisePath(parsed.rawPath);
    if (parsed === undefined || path === undefined)
      throw new Failure('bad_request', 'the request target is not a path this server can read');
    const hostHeader = parsed.authority ?? hostField;
    const host = hostHeader === undefined ? undefined : parseHost(hostHeader);
    if (hostHeader !== undefined && host === undefined) throw new Failure('bad_request', `"${hostHeader}" is not a host`);
    const { rawPath, query, hasQuery } = parsed;
    state.target = { host, path, rawPath, query, hasQuery };
    state.request = new RequestView(req, state.target, state.client);
    state.hostHeader = hostHeader;
    if (rawPath === '*') return answerForServer(ctx.res);
    return next();
  };
}

/** Bytes of the header section, without the request line. */
function headLength(rawHeaders: readonly string[]): number {
  let length = 2;
  // ": " or CRLF follows each.
  for (const part of rawHeaders) length += part.length + 2;
  return length;
}

/** `OPTIONS *` asks about the server as a whole, which is this one (RFC 9110 §9.3.7). */
function answerForServer(res: ServerResponse): void {
  res.writeHead(204, ['Allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
  res.end();
}

/** The one Host field (RFC 9112 §3.2): two, or none in HTTP/1.1, are an error. */
function singleHost({ rawHeaders, httpVersionMinor, httpVersionMajor }: IncomingMessage): string | undefined {
  let host: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (host !== undefined) throw new Failure('bad_request', 'two Host fields');
    host = rawHeaders[at + 1] as string;
  }
  if (host === undefined && httpVersionMajor === 1 && httpVersionMinor === 1) throw new Failure('bad_request', 'no Host field');
  return host;
}
