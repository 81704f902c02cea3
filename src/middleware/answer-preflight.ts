import { isUnfinished } from '../connection/content';
import { withAnswerFields } from './answer-fields';
import type { Room } from './exchange';
import { sendHead } from './send-head';

/** Answers what a browser asks before it lets a page of another site send a request (Fetch, "CORS-preflight request"). */
export function answerPreflight(): Room {
  return function answerPreflight({ req, res, state }, next) {
    const policy = state.edge.cors;
    if (policy === undefined || req.method !== 'OPTIONS') return next();
    const { request } = state;
    const origin = request.header('origin');
    const method = request.header('access-control-request-method');
    if (origin === undefined || method === undefined) return next();
    const wanted = { origin, method, headers: request.header('access-control-request-headers') };
    if (isUnfinished(req)) res.shouldKeepAlive = false;
    sendHead(res, 204, policy.preflightFields(withAnswerFields([], 204, state.answerFields), wanted));
    res.end();
  };
}
