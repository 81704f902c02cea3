import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Backend } from '../balancing/backend';
import { Failure } from '../errors';
import { editHeaders } from '../routing/edit-headers';
import { RequestBody } from '../upstream/body';
import { isSecure } from './answer-here';
import type { Exchange, Room, ServingPool } from './exchange';
import { Forwarding } from './forwarding';
import { sendMirrored } from './mirror';
import { cookieField, setCookies } from './set-cookie';
import type { UnderWay } from './under-way';

/** Sends the request to a backend of the chosen pool and passes its answer on. */
export function forward(): Room {
  return async function forward(ctx) {
    const { req, res, state } = ctx;
    const { route, forwarded, serving } = state;
    const pool = state.pool === undefined ? undefined : serving.pools.get(state.pool);
    if (route === undefined || forwarded === undefined || pool === undefined)
      throw new Failure('no_route', `no pool for ${state.target.path}`);
    if (!req.complete && hasContent(req)) await isWellFormed(state.underWay);
    const body = hasContent(req) ? new RequestBody(req, pool.replayBytes) : undefined;
    const request = pool.sticky === undefined ? state.request : state.request.stickyBy(pool.sticky.cookie);
    const forwarding = new Forwarding({
      req,
      res,
      pool,
      request,
      body,
      forwarded,
      transferEncoding: state.transferEncoding,
      underWay: state.underWay,
      attempts: state.attempts,
      editHeaders: answerEdits(state, pool, request.sticky, isSecure(req.socket)),
    });
    if (route.mirror !== undefined) sendMirrored({ mirror: route.mirror, req, body, exchange: state });
    await forwarding.run();
  };
}

/** Gives content that came with the head the time to prove malformed, before a backend sees any of it. */
async function isWellFormed(underWay: UnderWay): Promise<void> {
  await setImmediate();
  if (underWay.failure !== undefined) throw underWay.failure;
}

/** What becomes of an answer's fields: the route's rules, then the cookies of this balancer. */
function answerEdits({ route, answerCookies }: Exchange, { sticky }: ServingPool, sent: string | undefined, secure: boolean) {
  const edits = route?.rules.responseHeaders;
  if (edits === undefined && sticky === undefined && answerCookies.length === 0) return undefined;
  return (backend: Backend, fields: string[]): string[] => {
    const edited = edits === undefined ? fields : [...editHeaders(fields, edits)];
    const value = sticky?.table.valueOf(backend);
    const isNew = sticky !== undefined && value !== undefined && value !== sent;
    const cookies = isNew ? [...answerCookies, cookieField(sticky.cookie, value, secure)] : answerCookies;
    return cookies.length === 0 ? edited : setCookies(edited, cookies);
  };
}

/** RFC 9112 §6: a request has content when one of these two fields says so. */
function hasContent({ rawHeaders }: IncomingMessage): boolean {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return true;
    if (name.length === 14 && name.toLowerCase() === 'content-length') return Number(rawHeaders[at + 1]) !== 0;
  }
  return false;
}
