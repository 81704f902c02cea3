import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Redirect } from '../config/schema';
import { isUnfinished } from '../connection/content';
import { allowed, Failure } from '../errors';
import { editHeaders } from '../routing/edit-headers';
import { maxForwards } from '../upstream/headers';
import { withAnswerFields } from './answer-fields';
import type { Exchange, Room } from './exchange';

/** Answers what needs no backend: a request without a route, a redirect, a fixed answer, an OPTIONS that is to go no further. */
export function answerHere(): Room {
  return function answerHere(ctx, next) {
    const { req, res, state } = ctx;
    const { route, target } = state;
    if (route === undefined) throw new Failure('no_route', `no route for ${target.host ?? ''}${target.path}`);
    const isForwarded = route.action.kind === 'pool' || route.action.kind === 'split';
    if (isForwarded && !isLastServer(req)) return next();
    if (isUnfinished(req)) res.shouldKeepAlive = false;
    if (isForwarded) {
      res.writeHead(204, edited(['Allow', allowed], 204, state));
      res.end();
      return;
    }
    if (route.action.kind === 'respond') {
      const { status, body, content_type } = route.action.answer;
      const fields = ['Content-Type', content_type, 'Content-Length', String(Buffer.byteLength(body))];
      res.writeHead(status, edited(fields, status, state));
      res.end(body);
      return;
    }
    const { to } = route.action;
    res.writeHead(to.status, edited(['Location', location(to, req, state), 'Content-Length', '0'], to.status, state));
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

/** What the redirect does not name stays as the client asked for it, the query always. */
function location(to: Redirect, req: IncomingMessage, { hostHeader, target }: Exchange): string {
  const scheme = to.scheme ?? (isSecure(req.socket) ? 'https' : 'http');
  const host = to.host ?? (to.scheme === undefined ? hostHeader : target.host) ?? '';
  const path = to.path ?? target.rawPath;
  return `${scheme}://${host}${path}${target.hasQuery ? `?${target.query}` : ''}`;
}

/** Whether the client's connection is encrypted. */
export function isSecure(socket: Socket): boolean {
  return 'encrypted' in socket;
}
