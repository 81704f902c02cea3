import Koa from 'koa';
// In a project of your own: from 'mangrove'.
import { type Config, type Exchange, formatProblems, loadConfig, mount, openLog, openSnapshot, type Room } from '../src';

type OwnApp = { readonly app: Koa<Exchange>; close(): Promise<void> };

/**
 * A Koa app with a room of its own before those of the balancer: `GET /popular` tells how many requests each route has had, and
 * everything else is balanced as the config says. The app does not listen yet; `close` ends checks and connections to backends.
 */
export function createOwnApp(config: Config, lines: { write(line: string): void } = process.stdout): OwnApp {
  const log = openLog(lines);
  const snapshot = openSnapshot(config, log);
  const app = new Koa<Exchange>();
  app.on('error', (error: Error) => log.error({ err: error }, 'unexpected error'));
  app.use(popular());
  mount(app, { current: () => snapshot, log, accessLog: lines });
  snapshot.startChecks();
  return { app, close: () => snapshot.close() };
}

/** Counts requests by route, and answers `GET /popular` with the counts. */
function popular(): Room {
  const counts = new Map<string, number>();
  return async function popular(ctx, next) {
    if (ctx.req.method === 'GET' && ctx.req.url === '/popular') {
      ctx.body = Object.fromEntries(counts);
      return;
    }
    await next();
    // The rooms of the balancer throw nothing; what they found out stands in `ctx.state`.
    const name = ctx.state.route?.name ?? 'no route';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  };
}

function main(file = 'examples/mango.yaml'): void {
  const loaded = loadConfig(file);
  if (!loaded.ok) {
    console.error(formatProblems(loaded.problems));
    process.exitCode = 2;
    return;
  }
  const { app, close } = createOwnApp(loaded.config);
  const { host, port } = loaded.config.listen;
  const server = app.listen({ host, port });
  server.once('close', () => void close());
  process.once('SIGTERM', () => server.close());
  process.once('SIGINT', () => server.close());
}

if (require.main === module) main(process.argv[2]);
