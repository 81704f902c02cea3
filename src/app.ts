import Koa from 'koa';
import type { Logger } from 'pino';
import { answerErrors } from './middleware/answer-errors';
import { answerHere } from './middleware/answer-here';
import { begin } from './middleware/begin';
import { choosePool } from './middleware/choose-pool';
import type { Exchange, RoomContext, Serving } from './middleware/exchange';
import { findRoute } from './middleware/find-route';
import { forward } from './middleware/forward';
import { logAccess } from './middleware/log-access';
import { readTarget } from './middleware/read-target';
import { refuse } from './middleware/refuse';
import { rewrite } from './middleware/rewrite';

/** What the rooms need from outside: the configuration in force, and the log. */
export type Balancer = { readonly current: () => Serving; readonly log: Logger };

/** The way of a request through the rooms, in walking order. */
export function mount(app: Koa<Exchange>, { current, log }: Balancer): void {
  app.use(begin(current));
  app.use(logAccess(log));
  app.use(answerErrors());
  app.use(readTarget());
  app.use(findRoute());
  app.use(refuse());
  app.use(answerHere());
  app.use(choosePool());
  app.use(rewrite());
  app.use(forward());
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
