import { isUnfinished } from '../connection/content';
import { allowed } from '../errors';
import { withAnswerFields } from './answer-fields';
import type { Room } from './exchange';
import { sendHead } from './send-head';

/**
 * `OPTIONS *` asks about the server as a whole, which is this one (RFC 9110 §9.3.7). Firewalls and limits of its host, and what is said
 * of `/` there, come first: it is a request like any other.
 */
export function answerForServer(): Room {
  return function answerForServer({ res, state }, next) {
    if (state.target.rawPath !== '*') return next();
    state.route = undefined;
    state.pool = undefined;
    if (isUnfinished(res.req)) res.shouldKeepAlive = false;
    sendHead(res, 204, withAnswerFields(['Allow', allowed], 204, state.answerFields));
    res.end();
    return undefined;
  };
}
