import type { Room } from './exchange';
import { Failure } from '../errors';

/** Refuses a request that announces more content than it may have; content of unknown length is counted while it comes. */
export function limitBody(): Room {
  return function limitBody(ctx, next) {
    const { req, state } = ctx;
    const most = state.route?.rules.maxBody ?? state.serving.config.limits.body;
    if (most === Number.POSITIVE_INFINITY) return next();
    const length = Number(req.headers['content-length'] ?? 0);
    if (length > most) throw tooMuch(`${length} bytes`, most);
    state.maxBody = most;
    return next();
  };
}

/** Content beyond its limit. */
export function tooMuch(bytes: string, most: number): Failure {
  return new Failure('body_too_large', `the content has ${bytes}, ${most} are allowed`);
}
