import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Middleware } from 'koa';
import { asMiddleware } from './app';
import { type Clock, systemClock } from './clock';
import type { Config } from './config/schema';
import { Lingering } from './connection/lingering';
import { serveUpgrade } from './connection/upgrades';
import { expectConfig } from './expect-config';
import { openLog } from './log';
import { openLogOutput } from './log-output';
import type { Lines } from './middleware/log-access';
import { openSnapshot } from './serving/snapshot';

/** A balancer to be used in a Koa app of one's own, which listens and stops as it likes. */
export type OwnBalancer = {
  /**
   * Balances what comes to it by the config. What has no route there goes on to the middlewares behind it. `ctx.state.mangrove` tells
   * what it has found out (`Found`).
   */
  middleware(): Middleware;
  /**
   * Lets an app serve all that comes to a server: requests, and requests for a WebSocket, which Node keeps from it otherwise. Give the
   * server no handler beside it: `attach(createServer(), app)`. Returns the server. A server that has one is an `Error`: each request would be
   * served twice.
   */
  attach<S extends Server>(server: S, app: { callback(): RequestListener }): S;
  /**
   * Ends checks and connections to backends; to be called when the server is to be closed. Requests under way end first, WebSockets are
   * cut.
   */
  close(): Promise<void>;
};

export type OwnBalancerOptions = {
  /** Gets the lines of the log, each with its line feed. If there is none they go where `log` of the config says, or to standard output. */
  readonly log?: Lines;
  /** In place of the system's time: every limit, interval and delay of this balancer goes by it. */
  readonly clock?: Clock;
};

/**
 * Puts a config to work: its backends are checked from now on. Load one with `loadConfig` or `parseConfig`; anything else is a
 * `TypeError`. Throws the system's error when the log file cannot be written.
 */
export function openBalancer(config: Config, { log: given, clock = systemClock }: OwnBalancerOptions = {}): OwnBalancer {
  expectConfig(config);
  const { lines, closeLog } = given === undefined ? ownLog(config, clock) : { lines: given, closeLog: undefined };
  const log = openLog(lines, clock);
  const snapshot = openSnapshot(config, { log, clock });
  const lingering = new Lingering(clock);
  const middleware = asMiddleware({ current: () => snapshot, log, accessLog: lines, clock, lingering });
  const upgraded = new Set<Duplex>();
  snapshot.startChecks();

  return {
    middleware: () => middleware,
    attach(server, app) {
      if (server.listenerCount('request') > 0)
        throw new Error(
          'this server has a handler already, so that each request would be served twice: expected attach(createServer(), app)',
        );
      const handler = app.callback();
      const takeOver = (req: IncomingMessage, socket: Duplex, head: Buffer) => {
        upgraded.add(socket);
        socket.once('close', () => upgraded.delete(socket));
        void serveUpgrade(req, socket, head, { handler, lingering });
      };
      server.on('request', handler).on('upgrade', takeOver).on('connect', takeOver);
      return server;
    },
    async close() {
      for (const socket of upgraded) socket.destroy();
      await snapshot.close();
      await closeLog?.();
    },
  };
}

function ownLog(config: Config, clock: Clock): { readonly lines: Lines; closeLog(): Promise<void> } {
  const output = openLogOutput(config, clock);
  return { lines: output, closeLog: () => output.close() };
}
