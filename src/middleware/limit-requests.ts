import { Failure } from '../errors';
import type { Room } from './exchange';

/** Turns requests away that are more than may be served at a time; as soon as one of those is done there is room again. */
export function limitRequests(): Room {
  let served = 0;
  const done = () => {
    served -= 1;
  };
  return function limitRequests(ctx, next) {
    const { requests } = ctx.state.serving.config.limits;
    if (requests === Number.POSITIVE_INFINITY) return next();
    if (served >= requests) throw new Failure('overloaded', `${served} requests are being served`);
    served += 1;
    ctx.res.once('close', done);
    return next();
  };
}
