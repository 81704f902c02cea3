import Koa from 'koa';
import Router from 'koa-router';
import type { Clock } from '../clock';
import { type Guarded, guard } from './guard';
import { setState } from './set-state';
import { type Observed, statusOf } from './status';

/** What the API speaks of. `ready` is whether the balancer takes new clients: listening, and not stopping. */
export type Subject = {
  readonly version: string;
  readonly ready: () => boolean;
  readonly current: () => Observed;
  readonly guarded: Guarded;
  readonly clock: Clock;
};

/**
 * The status API, for the people and the machines that run the balancer: `/healthz` (the process is up), `/readyz` (send
 * clients here), `/status` (routes, pools and backends), and a switch to drain a backend or send it to maintenance.
 */
export function createAdmin({ version, ready, current, guarded, clock }: Subject): Koa {
  const startedAt = clock.now();
  const originMs = clock.wallTime() - startedAt;
  const router = new Router();
  router.get('/healthz', (ctx) => {
    ctx.body = 'ok\n';
  });
  router.get('/readyz', (ctx) => {
    ctx.status = ready() ? 200 : 503;
    ctx.body = ready() ? 'ready\n' : 'not ready\n';
  });
  router.get('/status', (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { version, uptime_s: Math.floor((clock.now() - startedAt) / 1000), ready: ready(), ...statusOf(current(), originMs) };
  });
  router.post('/pools/:pool/backends/:backend/state', setState(current));

  const app = new Koa();
  app.use(guard(guarded));
  app.use(router.routes());
  app.use(router.allowedMethods());
  return app;
}
