import type { RequestListener } from 'node:http';
import Koa from 'koa';
import compose from 'koa-compose';
import type { Logger } from 'pino';
import { answerErrors } from './middleware/answer-errors';
import { answerHere } from './middleware/answer-here';
import { answerPreflight } from './middleware/answer-preflight';
import { basicAuth } from './middleware/basic-auth';
import { begin } from './middleware/begin';
import { choosePool } from './middleware/choose-pool';
import { cors } from './middleware/cors';
import type { Exchange, RoomContext, Serving } from './middleware/exchange';
import { findRoute } from './middleware/find-route';
import { forward } from './middleware/forward';
import { forwardAuth } from './middleware/forward-auth';
import { limitBody } from './middleware/limit-body';
import { limitRate } from './middleware/limit-rate';
import { limitRequests } from './middleware/limit-requests';
import { type Lines, logAccess } from './middleware/log-access';
import { readTarget } from './middleware/read-target';
import { refuse } from './middleware/refuse';
import { rewrite } from './middleware/rewrite';
import { securityHeaders } from './middleware/security-headers';

/** What the rooms need from outside: the configuration in force, and two logs: of what happens, and of requests. */
export type Balancer = { readonly current: () => Serving; readonly log: Logger; readonly accessLog: Lines };

/** The way of a request through the rooms, in walking order. */
export function mount(app: Koa<Exchange>, { current, accessLog }: Balancer): void {
  app.use(begin(current));
  app.use(logAccess(accessLog));
  app.use(answerErrors());
  app.use(readTarget());
  app.use(findRoute());
  app.use(choosePool());
  app.use(securityHeaders());
  app.use(cors());
  app.use(limitRequests());
  app.use(refuse());
  app.use(limitRate());
  app.use(limitBody());
  app.use(answerPreflight());
  app.use(basicAuth());
  app.use(forwardAuth());
  app.use(answerHere());
  app.use(rewrite());
  app.use(forward());
}

/**
 * Serves requests with an application whose first rooms answer errors and end every answer. Koa's own callback would watch each
 * answer and its socket for that once more.
 */
export function handlerOf(app: Koa<Exchange>): RequestListener {
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
export function createApp(balancer: Balancer): Koa<Exchange> {
  const app = new Koa<Exchange>();
  app.on('error', (error: Error, ctx?: RoomContext) => {
    // Koa tells of broken client connections too, which the access log has.
    if (ctx?.state.reason === 'internal') balancer.log.error({ err: error }, 'unexpected error');
  });
  mount(app, balancer);
  return app;
}
