import { randomBytes } from 'node:crypto';
import type { Next } from 'koa';
import type { Clock } from '../clock';
import { cut } from '../connection/cut';
import { joinLine, leaveLine } from '../connection/line';
import { peerAddress } from '../connection/peer-address';
import { answeredOn, closed, noteRequest, type UnderWay, underWayOn } from '../connection/under-way';
import { Failure } from '../errors';
import { noEdgeRules } from '../routing/edge';
import type { Target } from '../http/target';
import type { Exchange, Room, RoomContext, Serving } from './exchange';
import { RequestView } from './request-view';
import { readTold } from './told';

/** Stands in a log line where a request was refused before its target was understood. */
const unread: Target = { host: undefined, path: '', rawPath: '', query: '', hasQuery: false };

const believed = { named: undefined, guarded: undefined, isTrusted: false };

type Waiting = { readonly ctx: RoomContext; readonly underWay: UnderWay; readonly startedAt: number; readonly current: () => Serving };

/** Opens the exchange: the configuration the request will be served with, who asks, and under which id. */
export function begin(current: () => Serving, clock: Clock): Room {
  return function begin(ctx, next) {
    const { req, res } = ctx;
    const before = underWayOn(req.socket);
    // Another balancer in the same app has passed it on.
    if (before?.req === req) {
      ctx.state = opened(before, clock.now(), current());
      return next();
    }
    if (before === undefined ? !req.socket.writable : !mayFollow(before)) return;
    const underWay = noteRequest(req, res, clock);
    if (before !== undefined) return inTurn(before, { ctx, underWay, startedAt: clock.now(), current }, next);
    ctx.state = opened(underWay, clock.now(), current());
    return next();
  };
}

function opened(underWay: UnderWay, startedAt: number, serving: Serving): Exchange {
  const { req } = underWay;
  const peer = peerAddress(req.socket);
  const isTrusted = serving.trusted.has(peer);
  const told = isTrusted ? readTold(req, peer, serving.trusted) : undefined;
  const client = told?.client ?? peer;
  return {
    serving,
    underWay,
    startedAt,
    id: requestId(req.rawHeaders),
    peer,
    isTrusted,
    told,
    client,
    target: unread,
    request: new RequestView(req, { target: unread, hostHeader: undefined, client, trust: believed }),
    mountedAt: '',
    hostHeader: undefined,
    isChunked: false,
    upgrade: undefined,
    maxBody: Number.POSITIVE_INFINITY,
    firewalls: [],
    rateLimits: [],
    route: undefined,
    edge: noEdgeRules,
    claims: [],
    forwarded: undefined,
    pool: undefined,
    attempts: [],
    queueMs: undefined,
    answerCookies: [],
    answerFields: [],
    reason: undefined,
    rule: undefined,
    detail: undefined,
  };
}

/** Nothing is served behind the last answer (RFC 9112 §9.6). A connection with too many requests behind one another is cut. */
function mayFollow({ req: { socket }, res }: UnderWay): boolean {
  if (socket.destroyed) return false;
  if (joinLine(socket)) return res.shouldKeepAlive;
  const failure = new Failure('overloaded', 'too many requests behind one another');
  const first = answeredOn(socket);
  if (first !== undefined) first.failure = failure;
  first?.attempts?.interrupt(failure);
  cut(socket);
  return false;
}

/**
 * Pipelined requests are served one after the other: what the second does may build on the first (RFC 9112 §9.3.2). Each begins with
 * the configuration that is in force when its turn has come; until then it holds on to none.
 */
function inTurn(before: UnderWay, { ctx, underWay, startedAt, current }: Waiting, next: Next): Promise<void> {
  // Not awaited: what waits for the end of this request would hold on to the one before it.
  return closed(before).then(() => {
    const { socket } = underWay.req;
    leaveLine(socket);
    if (!socket.writable) return undefined;
    ctx.state = opened(underWay, startedAt, current());
    return next();
  });
}

/** The client's own X-Request-Id when it is short and plain, so that a log line cannot be forged with it; else a new one. */
export function requestId(raw: readonly string[]): string {
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    if (name.length !== 12 || name.toLowerCase() !== 'x-request-id') continue;
    const value = raw[at + 1] as string;
    return /^[\x21-\x7e]{1,128}$/.test(value) ? value : newId();
  }
  return newId();
}

const processId = randomBytes(9).toString('base64url');
let requests = 0;

/** Unique among all processes by its first part, and in this one by its second. */
function newId(): string {
  requests += 1;
  return `${processId}-${requests.toString(36)}`;
}
