import { createServer, type Server } from 'node:http';
import Koa, { type Middleware } from 'koa';
import mount from 'koa-mount';
import { type Clock, type Config, type Lines, openBalancer } from '../../src';

/** A Koa app of somebody's own, before it is built. */
export class OwnApp {
  /** In front of Mangrove, in their order, and behind it. */
  readonly before: Middleware[] = [];
  readonly behind: Middleware[] = [];
  /** Where Mangrove is mounted; the whole app when undefined. */
  place: string | undefined;
  /** Whether the server knows of the app only what `app.listen()` tells it. */
  listensAlone = false;
  hasAnother = false;
  /** Whether Koa believes what is said of clients (`app.proxy`). */
  believesProxies = false;

  build(config: Config, { log, clock }: { readonly log: Lines; readonly clock: Clock }): { server: Server; close(): Promise<void> } {
    const balancer = openBalancer(config, { log, clock });
    const app = new Koa({ proxy: this.believesProxies });
    app.on('error', (error: Error) => log.write(`${JSON.stringify({ level: 'error', msg: error.message })}\n`));
    for (const middleware of this.before) app.use(middleware);
    const other = this.hasAnother ? openBalancer(config, { log: { write: () => undefined }, clock }) : undefined;
    if (other !== undefined) app.use(other.middleware());
    app.use(this.place === undefined ? balancer.middleware() : mount(this.place, balancer.middleware()));
    for (const middleware of this.behind) app.use(middleware);
    const server = this.listensAlone ? createServer(app.callback()) : balancer.attach(createServer(), app);
    const close = async () => {
      await Promise.all([balancer.close(), other?.close()]);
    };
    return { server, close };
  }
}
