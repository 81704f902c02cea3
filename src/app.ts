import type { RequestListener } from 'node:http';
import Koa, { type Context, type Middleware } from 'koa';
import compose from 'koa-compose';
import type { Logger } from 'pino';
import type { Clock } from './clock';
import type { Lingering } from './connection/lingering';
import { adoptHeaders } from './middleware/adopt-headers';
import { answerErrors } from './middleware/answer-errors';
import { answerForServer } from './middleware/answer-for-server';
import { answerHere } from './middleware/answer-here';
import { answerPreflight } from './middleware/answer-preflight';
import { attendOwn } from './middleware/attend-own';
import { basicAuth } from './middleware/basic-auth';
import { begin } from './middleware/begin';
import { choosePool } from './middleware/choose-pool';
import { cors } from './middleware/cors';
import { enclose, exchangeAt, type Place } from './middleware/enclose';
import type { Exchange, Room, RoomContext, Serving } from './middleware/exchange';
import { findRoute } from './middleware/find-route';
import { forward } from './middleware/forward';
import { forwardAuth } from './middleware/forward-auth';
import { limitBody } from './middleware/limit-body';
import { limitRate } from './middleware/limit-rate';
import { limitRequests } from './middleware/limit-requests';
import { type Lines, logAccess } from './middleware/log-access';
import { noteMount } from './middleware/mounted';
import { addOwnFields } from './middleware/own-fields';
import { readTarget } from './middleware/read-target';
import { refuse } from './middleware/refuse';
import { rewrite } from './middleware/rewrite';
import { securityHeaders } from './middleware/security-headers';
import { tellOfUpgrades } from './middleware/tell-of-upgrades';

/** What the rooms need from outside. */
export type Balancer = {
  /** The configuration in force. */
  readonly current: () => Serving;
  /** Of what happens. */
  readonly log: Logger;
  /** Of requests. */
  readonly accessLog: Lines;
  readonly clock: Clock;
  readonly lingering: Lingering;
};

/** The first rooms: whatever happens behind them has an answer and a line in the log. */
const entrance = ({ current, accessLog, clock }: Balancer): Room[] => [begin(current, clock), logAccess(accessLog, clock), answerErrors()];

/** The rooms that serve a request whose target has been read, in walking order; `follows` as in `answerHere`. */
const rooms = ({ clock, lingering }: Balancer, follows = false): Room[] => [
  findRoute(),
  choosePool(),
  securityHeaders(),
  cors(),
  limitRequests(),
  refuse(),
  limitRate(),
  limitBody(),
  answerForServer(),
  answerPreflight(),
  basicAuth(clock),
  forwardAuth(),
  answerHere({ follows }),
  rewrite(),
  forward({ clock, lingering }),
];

/** All rooms as one middleware for a Koa app of somebody's own. What the config has no route for goes on to what follows there. */
export function asMiddleware(balancer: Balancer): Middleware {
  const place: Place = { key: Symbol('mangrove') };
  const before = [adoptHeaders(), ...entrance(balancer), tellOfUpgrades(balancer.log), noteMount(), addOwnFields(), readTarget()];
  const walk = enclose([...before, ...rooms(balancer, true)], place);
  return function mangrove(ctx, next) {
    return walk(ctx, async () => {
      await next();
      const exchange = exchangeAt(ctx, place);
      if (exchange !== undefined && ctx.status === 404 && ctx.body == null && !ctx.headerSent) exchange.reason ??= 'no_route';
    });
  };
}

/** Serves requests with the balancer, and with middlewares of others behind the room that has understood what is asked for. */
export function createHandler(balancer: Balancer, own: readonly Middleware[] = []): RequestListener {
  if (own.length === 0) return handlerOf(createApp(balancer));
  const place: Place = { key: Symbol('mangrove') };
  const app = new Koa();
  app.on('error', (error: Error, ctx?: Context) => {
    if (ctx !== undefined && exchangeAt(ctx, place)?.reason === 'internal') balancer.log.error({ err: error }, 'unexpected error');
  });
  app.use(enclose([...entrance(balancer), readTarget()], place));
  app.use(attendOwn(place));
  for (const middleware of own) app.use(middleware);
  app.use(enclose([answerErrors(), adoptHeaders(), addOwnFields(), readTarget(), ...rooms(balancer)], place));
  return app.callback();
}

/**
 * Serves requests with an application whose first rooms answer errors and end every answer. Koa's own callback would watch each
 * answer and its socket for that once more.
 */
function handlerOf(app: Koa<Exchange>): RequestListener {
  const walk = compose(app.middleware);
  return (req, res) => {
    const ctx = app.createContext<Exchange>(req, res);
    walk(ctx).catch((error: Error) => {
      res.destroy();
      app.emit('error', error, ctx);
    });
  };
}

/** A Koa application that is the balancer and nothing else. What no room expected goes to the log. */
function createApp(balancer: Balancer): Koa<Exchange> {
  const app = new Koa<Exchange>();
  app.on('error', (error: Error, ctx?: RoomContext) => {
    // Koa tells of broken client connections too, which the access log has.
    if (ctx?.state.reason === 'internal') balancer.log.error({ err: error }, 'unexpected error');
  });
  for (const room of [...entrance(balancer), readTarget(), ...rooms(balancer)]) app.use(room);
  return app;
}
