import { choosePool as choose, pinCookie } from '../routing/split';
import { isSecure } from './told';
import type { Room } from './exchange';
import { cookieField } from './set-cookie';

/** Decides which pool serves the request: the route's own, or one of those it splits between, whose rules then hold too. */
export function choosePool(random: () => number = Math.random): Room {
  return function choosePool(ctx, next) {
    const { req, state } = ctx;
    const action = state.route?.action;
    if (action?.kind === 'pool') state.pool = action.pool;
    if (action?.kind === 'split') {
      const { pin } = action.split;
      const pool = choose(action.split, state.request, random());
      state.pool = pool;
      const part = state.route?.parts?.get(pool);
      if (part !== undefined) {
        state.route = part.route;
        state.edge = part.edge;
        state.firewalls = [...state.firewalls, ...part.firewalls];
        state.rateLimits = [...state.rateLimits, ...part.rateLimits];
      }
      if (pin?.kind === 'cookie' && !state.request.cookies(pin.name).includes(pinCookie(pool)))
        state.answerCookies.push(cookieField(pin.name, pinCookie(pool), isSecure(req.socket, state.told)));
    }
    return next();
  };
}
