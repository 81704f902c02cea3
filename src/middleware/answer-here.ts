import type { IncomingMessage } from 'node:http';
import type { Redirect } from '../config/schema';
import { isUnfinished } from '../connection/content';
import { allowed, Failure } from '../errors';
import { withoutPort } from '../http/authority';
import { editHeaders } from '../routing/edit-headers';
import { maxForwards } from '../upstream/headers';
import { withAnswerFields } from './answer-fields';
import type { Exchange, Room } from './exchange';
import { sendHead } from './send-head';
import { isSecure } from './told';

/**
 * Answers what needs no backend: a request without a route, a redirect, a fixed answer, an OPTIONS that is to go no further. A request
 * without a route goes on where somebody `follows` the rooms.
 */
export function answerHere({ follows = false } = {}): Room {
  return function answerHere(ctx, next) {
    const { req, res, state } = ctx;
    const { route, target } = state;
    if (route === undefined) {
      if (follows) return next();
      throw new Failure('no_route', `no route for ${target.host ?? ''}${target.path}`);
    }
    const isForwarded = route.action.kind === 'pool' || route.action.kind === 'split';
    if (isForwarded && !isLastServer(req)) return next();
    if (isUnfinished(req)) res.shouldKeepAlive = false;
    if (isForwarded) {
      sendHead(res, 204, edited(['Allow', allowed], 204, state));
      res.end();
      return;
    }
    if (route.action.kind === 'respond') {
      const { status, body, content_type } = route.action.answer;
      const fields = ['Content-Type', content_type, 'Content-Length', String(body.length)];
      sendHead(res, status, edited(fields, status, state));
      // Node writes the head in the encoding of what comes with it, and both are bytes already.
      res.end(body, 'latin1');
      return;
    }
    const { to } = route.action;
    sendHead(res, to.status, edited(['Location', location(to, req, state), 'Content-Length', '0'], to.status, state));
    res.end();
  };
}

/** A client may say how far its OPTIONS goes (RFC 9110 §7.6.2). */
function isLastServer({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && maxForwards(headers['max-forwards']) === 0;
}

/** The route's rules, then the fields of this balancer. */
function edited(fields: string[], status: number, { route, answerFields }: Exchange): string[] {
  const edits = route?.rules.responseHeaders;
  return withAnswerFields(edits === undefined ? fields : editHeaders(fields, edits), status, answerFields);
}

/**
 * What the redirect does not name stays as the client asked for it, the query always. The host is that of Host: X-Forwarded-Host comes
 * from strangers through many a proxy, and would lead others astray through a cache.
 */
function location(to: Redirect, { socket }: IncomingMessage, { hostHeader, target, told, mountedAt }: Exchange): string {
  const asked = isSecure(socket, told) ? 'https' : 'http';
  const scheme = to.scheme ?? asked;
  const host = to.host ?? (hostHeader === undefined || scheme === asked ? hostHeader : withoutPort(hostHeader));
  if (host === undefined) throw new Failure('bad_request', 'no Host field, and the redirect names no host');
  return `${scheme}://${host}${to.path ?? `${mountedAt}${target.rawPath}`}${target.hasQuery ? `?${target.query}` : ''}`;
}
