import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Backend } from '../balancing/backend';
import type { Clock } from '../clock';
import { hasContent } from '../connection/content';
import { askingFor } from '../connection/expectation';
import { endAtRest } from '../connection/end-at-rest';
import type { Lingering } from '../connection/lingering';
import type { UnderWay } from '../connection/under-way';
import { protocolOf } from '../connection/upgrades';
import { Failure } from '../errors';
import { editHeaders } from '../routing/edit-headers';
import { RequestBody } from '../upstream/body';
import { withAnswerFields } from './answer-fields';
import { Forwarding, type ForwardingOptions } from './attempts/forwarding';
import { sendMirrored } from './attempts/mirror';
import { Timekeeping } from './attempts/timekeeping';
import { type Exchange, letGo, type Room, type ServingPool } from './exchange';
import { tooMuch } from './limit-body';
import { cookieField, setCookies } from './set-cookie';
import { isSecure } from './told';

/** What the connections of clients of one balancer share. */
type Shared = { readonly clock: Clock; readonly lingering: Lingering };

type AttemptTools = Pick<ForwardingOptions, 'time' | 'endClient'>;

/** Sends the request to a backend of the chosen pool and passes its answer on. One without a route is for what follows the rooms. */
export function forward({ clock, lingering }: Shared): Room {
  const attempts = { time: new Timekeeping(clock), endClient: (client: Socket) => endAtRest(client, lingering) };
  return async function forward({ req, res, state }, next) {
    if (state.route === undefined) {
      letGo(state);
      return next();
    }
    if (hasContent(req) && !req.complete) await checkContentSoFar(state.underWay);
    const forwarding = prepare(req, res, state, attempts);
    letGo(state);
    await forwarding.run();
  };
}

/** Apart, so that what waits for the end of the request holds on to nothing that only its beginning needs. */
function prepare(req: IncomingMessage, res: ServerResponse, state: Exchange, { time, endClient }: AttemptTools): Forwarding {
  const { route, forwarded, serving } = state;
  const pool = state.pool === undefined ? undefined : serving.pools.get(state.pool);
  if (route === undefined || forwarded === undefined || pool === undefined)
    throw new Failure('no_route', `no pool for ${state.target.path}`);
  const body = hasContent(req) ? new RequestBody(unread(req), pool.replayBytes, pool.clock, askingFor(req)) : undefined;
  if (body !== undefined && state.maxBody !== Number.POSITIVE_INFINITY) limit(body, state);
  const request = pool.stickyCookie === undefined ? state.request : state.request.stickyBy(pool.stickyCookie);
  const upgrade = protocolOf(state.upgrade, pool.upgrades);
  const forwarding = new Forwarding({
    req,
    res,
    pool,
    time,
    endClient,
    request,
    body,
    forwarded,
    isChunked: state.isChunked,
    claimed: state.edge.claimed,
    edits: route.rules,
    upgrade,
    underWay: state.underWay,
    attempts: state.attempts,
    waits: state,
    editHeaders: answerEdits(state, pool, isSecure(req.socket, state.told), request.sticky),
  });
  if (route.mirror !== undefined && upgrade === undefined) sendMirrored({ mirror: route.mirror, req, body, exchange: state, time });
  return forwarding;
}

/** Content that somebody else has read, or reads, would be waited for without end, or be sent with a hole in it. */
function unread(req: IncomingMessage): IncomingMessage {
  if (!req.readableDidRead && !req.readableEnded && !req.readableFlowing) return req;
  const what = 'the content of the request was read by another middleware before Mangrove could send it on';
  throw new Failure(
    'internal',
    `${what}: put what reads it, such as a body parser, behind Mangrove, or on paths that Mangrove does not serve`,
  );
}

/** Content whose length was not told beforehand is counted while it comes. */
function limit(body: RequestBody, { maxBody, underWay }: Exchange): void {
  body.limit(maxBody, () => underWay.attempts?.interrupt(tooMuch('more bytes', maxBody)));
}

/** Lets content that came with the head be parsed, and throws if it is malformed, before a backend sees any of it. */
async function checkContentSoFar(underWay: UnderWay): Promise<void> {
  await setImmediate();
  if (underWay.failure !== undefined) throw underWay.failure;
}

/** What becomes of an answer's fields: the route's rules, then the fields and the cookies of this balancer. */
function answerEdits(
  { route, answerCookies, answerFields }: Exchange,
  { pool, stickyCookie }: ServingPool,
  secure: boolean,
  sent: readonly string[] = [],
) {
  const edits = route?.rules.responseHeaders;
  if (edits === undefined && stickyCookie === undefined && answerCookies.length === 0 && answerFields.length === 0) return undefined;
  return (backend: Backend, fields: string[], status: number): string[] => {
    const edited = withAnswerFields(edits === undefined ? fields : editHeaders(fields, edits), status, answerFields);
    const value = pool.stickyValue(backend);
    const isNew = stickyCookie !== undefined && value !== undefined && !sent.includes(value);
    const cookies = isNew ? [...answerCookies, cookieField(stickyCookie, value, secure)] : answerCookies;
    return cookies.length === 0 ? edited : setCookies(edited, cookies);
  };
}
