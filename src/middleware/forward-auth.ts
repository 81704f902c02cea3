import type { Next } from 'koa';
import type { ForwardAuth } from '../config/schema';
import { Failure } from '../errors';
import { answerHeaders, endToEnd } from '../upstream/headers';
import { withAnswerFields } from './answer-fields';
import { authQuestion } from './auth-question';
import type { Room, RoomContext } from './exchange';
import { Inquiry } from './attempts/inquiry';
import type { Reply } from './attempts/inquiry-attempt';
import { sendHead } from './send-head';

/** Asks another service whether a request may pass, and passes its answer on when it says anything but yes. */
export function forwardAuth(): Room {
  return function forwardAuth(ctx, next) {
    const rule = ctx.state.edge.forwardAuth;
    return rule === undefined ? next() : ask(ctx, rule, next);
  };
}

async function ask(ctx: RoomContext, rule: ForwardAuth, next: Next): Promise<void> {
  const { req, state } = ctx;
  const pool = state.serving.pools.get(rule.pool);
  if (pool === undefined) throw new Failure('auth_unavailable', `there is no pool "${rule.pool}"`);
  const { request, underWay } = state;
  const question = authQuestion(rule, req, state);
  const reply = await new Inquiry({ pool, request, question, timeoutMs: rule.timeout, underWay }).run();
  if (reply.status >= 300) return turnAway(ctx, reply, rule);
  state.claims.push(...copied(reply, rule));
  return next();
}

/** The fields of the answer that the backend gets. */
function copied({ headers }: Reply, { copy_headers: names }: ForwardAuth): string[] {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const fields = endToEnd(headers);
  return fields.filter((_, at) => wanted.has((fields[at - (at % 2)] ?? '').toLowerCase()));
}

function turnAway({ req, res, state }: RoomContext, { status, headers, body }: Reply, { pool }: ForwardAuth): void {
  state.reason = 'unauthorized';
  state.detail = `pool "${pool}" answered ${status}`;
  const fields = answerHeaders(headers, status);
  const kept = fields.filter((_, at) => fields[at - (at % 2)]?.toLowerCase() !== 'content-length');
  if (!req.complete) res.shouldKeepAlive = false;
  sendHead(res, status, withAnswerFields([...kept, 'Content-Length', String(body.length)], status, state.answerFields));
  res.end(body);
}
