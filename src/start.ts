import type { Middleware } from 'koa';
import type { Clock } from './clock';
import type { Config } from './config/schema';
import { expectConfig } from './expect-config';
import { openLogOutput } from './log-output';
import type { Lines } from './middleware/log-access';
import { type Running, start as startServer } from './server';

export type StartOptions = {
  /** Gets the lines of the log, each with its line feed. If there is none they go where `log` of the config says, or to standard output. */
  readonly log?: Lines;
  /**
   * Koa middlewares of one's own. Every request comes through them, one for a WebSocket too, after it has been understood and before
   * a route is looked for: malformed ones have been refused, rules and limits of the config come behind.
   *
   * What they change is what counts: `ctx.url`, `ctx.method`, `ctx.request.headers` for routes and backends, `ctx.set` and `ctx.cookies`
   * for the client. One that does not call `next` answers the request itself. `ctx.state.mangrove` (`Found`) tells what is known of the
   * request. An error is answered as Koa does, and logged. There is no time limit, but that of a stop (`shutdown_timeout`).
   */
  readonly middleware?: readonly Middleware[];
  /**
   * In place of the system's time: every limit, interval and delay of this balancer goes by it, so that a test need not wait for them.
   * Limits that Node's HTTP server keeps itself stay real: that of a head, and of a connection at rest (`client_timeouts`).
   */
  readonly clock?: Clock;
};

/**
 * Starts a balancer in this process, with all that `mangrove start` has but signals: listeners and their limits, checks, the status API,
 * reload and graceful stop. Load a config with `loadConfig` or `parseConfig`. Rejects with the system's error when an address cannot be
 * listened on, or a log file not be written, and with a `TypeError` for what is no config; nothing is left running then.
 */
export async function start(config: Config, { log, middleware = [], clock }: StartOptions = {}): Promise<Running> {
  expectConfig(config);
  if (!Array.isArray(middleware) || !middleware.every((one) => typeof one === 'function'))
    throw new TypeError('`middleware` is a list of functions');
  if (log !== undefined) return startServer(config, { log, middleware, clock });
  const output = openLogOutput(config, clock);
  try {
    const running = await startServer(config, { log: output, middleware, clock });
    const stop = async () => {
      await running.stop();
      await output.close();
    };
    return { ...running, stop };
  } catch (error) {
    await output.close();
    throw error;
  }
}
