import type { Room } from './exchange';

/** Finds where host and path lead. A request without a route goes on: the firewalls and rate limits of its host come first. */
export function findRoute(): Room {
  return function findRoute(ctx, next) {
    const { state } = ctx;
    const { route, firewalls, rateLimits, edge } = state.serving.router.find(state.request);
    state.route = route;
    state.edge = edge;
    state.firewalls = firewalls;
    state.rateLimits = rateLimits;
    return next();
  };
}
