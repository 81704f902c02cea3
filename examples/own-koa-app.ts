import { createServer, type Server } from 'node:http';
import Koa, { type Middleware } from 'koa';
// In a project of your own: from 'mangrove'.
import { type Config, type Found, formatProblems, loadConfig, openBalancer } from '../src';

type OwnApp = { readonly server: Server; close(): Promise<void> };

/**
 * A Koa app with middlewares of its own around the balancer: `GET /popular` tells how many requests each route has had, everything else
 * is balanced as the config says, and what the config has no route for gets a page. The server does not listen yet.
 */
export function createOwnApp(config: Config, lines: { write(line: string): void } = process.stdout): OwnApp {
  const balancer = openBalancer(config, { log: lines });
  const app = new Koa();
  app.on('error', (error: Error) => lines.write(`${JSON.stringify({ level: 'error', msg: error.message })}\n`));
  app.use(popular());
  app.use(balancer.middleware());
  app.use(lostAndFound());
  // Requests and WebSockets: a server with `app.callback()` alone would have no WebSockets.
  const server = balancer.attach(createServer(), app);
  return { server, close: () => balancer.close() };
}

/** Counts requests by route, and answers `GET /popular` with the counts. */
function popular(): Middleware {
  const counts = new Map<string, number>();
  return async function popular(ctx, next) {
    if (ctx.method === 'GET' && ctx.path === '/popular') {
      ctx.body = Object.fromEntries(counts);
      return;
    }
    ctx.set('X-Served-By', 'the shop');
    ctx.request.headers['x-floor'] = '3';
    await next();
    // The balancer throws nothing; what it has found out stands here.
    const route = (ctx.state.mangrove as Found).route ?? 'no route';
    counts.set(route, (counts.get(route) ?? 0) + 1);
  };
}

/** A page for what the config has no route for. */
function lostAndFound(): Middleware {
  return async function lostAndFound(ctx, next) {
    if (ctx.path !== '/lost-and-found') return next();
    ctx.body = 'One umbrella.\n';
  };
}

function main(file = 'examples/mango.yaml'): void {
  const loaded = loadConfig(file);
  if (!loaded.ok) {
    console.error(formatProblems(loaded.problems));
    process.exitCode = 2;
    return;
  }
  const { server, close } = createOwnApp(loaded.config);
  const { host, port } = loaded.config.listen;
  const stop = () => {
    server.close();
    void close();
  };
  server.listen({ host, port });
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (require.main === module) main(process.argv[2]);
