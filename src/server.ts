import { isDeepStrictEqual } from 'node:util';
import type { Middleware } from 'koa';
import type { DestinationStream } from 'pino';
import { createAdmin } from './admin/status-api';
import { createHandler } from './app';
import { type Clock, pause, systemClock } from './clock';
import type { Loaded } from './config/load';
import { formatProblem, type Problem } from './config/problems';
import type { Config } from './config/schema';
import { Lingering } from './connection/lingering';
import { descriptorLimit, roomForCopies, roomForKept } from './listening/descriptors';
import type { HandedIn } from './listening/handed-in';
import { Listener } from './listening/listener';
import { listenOnAll } from './listening/listen-on-all';
import { StatusPort } from './listening/status-port';
import { openLog } from './log';
import { openSnapshot } from './serving/snapshot';
import { copies } from './upstream/copies';
import { keepOnlyWithin } from './upstream/http1/transport';
import type { SystemFiles } from './upstream/resolver/resolver';
import { version } from './version';

export { type HandedIn, HandedInMistake } from './listening/handed-in';

/** A balancer that listens. */
export type Running = {
  readonly url: string;
  /** Undefined where there is no status API, and while another process holds its port. */
  readonly adminUrl: string | undefined;
  /**
   * Serves new requests by another config from now on, and says whether it does: one with mistakes changes nothing. Requests under
   * way end as they began. What has to wait for a restart stays as it is; the log names it.
   */
  reload(loaded: Loaded): boolean;
  /**
   * Stops gracefully: `/readyz` says 503 while new connections are still accepted for `shutdown_delay`; then the ports are free for
   * another process, requests in progress have `shutdown_timeout` to end, and what is left is cut. Called again, it cuts at once.
   */
  stop(): Promise<void>;
};

export type StartOptions = {
  readonly log: DestinationStream;
  /** What was found in the config that is surely not meant; the log tells of it. */
  readonly warnings?: readonly Problem[];
  /** Middlewares of one's own, each request and each WebSocket on its way through them; see `start` of the library. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Sockets to listen on in place of those that the config asks for. */
  readonly handedIn?: HandedIn | undefined;
  /** In place of /etc/hosts, /etc/resolv.conf and /etc/nsswitch.conf. */
  readonly systemFiles?: SystemFiles | undefined;
  /** In place of the system's time. */
  readonly clock?: Clock | undefined;
};

/** What is fixed when the process starts to listen, beside `limits.backlog`. */
const untilRestart = ['listen', 'reuse_port', 'admin', 'proxy_protocol'] as const satisfies (keyof Config)[];

/** A line of the log tells of so many; `mangrove check` tells of all. */
const mostTold = 20;

/**
 * Starts to listen and to check. Rejects with the system's error when an address cannot be listened on, with a `HandedInMistake` when a
 * socket that was handed in cannot; nothing is left running then.
 */
export async function start(config: Config, options: StartOptions): Promise<Running> {
  const { clock = systemClock, systemFiles: files } = options;
  const log = openLog(options.log, clock);
  let snapshot = openSnapshot(config, { log, clock, files });
  const current = () => snapshot;
  let ready = false;
  const lingering = new Lingering(clock);
  const handler = createHandler({ current, log, accessLog: options.log, clock, lingering }, options.middleware);
  const listener = new Listener({ current: () => snapshot.config, log, handler, lingering });
  const status =
    config.admin === false
      ? undefined
      : new StatusPort({
          address: config.admin,
          handler: createAdmin({ version, current, ready: () => ready, guarded: config.admin, clock }).callback(),
          log,
          clock,
        });

  const mostFiles = descriptorLimit() ?? Number.POSITIVE_INFINITY;
  keepOnlyWithin(roomForKept(mostFiles));
  copies.onlyWithin(roomForCopies(mostFiles));
  try {
    await listenOnAll(config, { listener, status, handedIn: options.handedIn, log });
  } catch (error) {
    status?.close();
    await listener.close(AbortSignal.abort());
    await snapshot.close();
    throw error;
  }
  snapshot.startChecks();
  ready = true;
  log.info({ url: listener.url, admin: status?.url }, 'listening');
  warn(options.warnings ?? []);

  const cut = new AbortController();
  let stopped: Promise<void> | undefined;

  function reload(loaded: Loaded): boolean {
    if (stopped !== undefined) {
      log.warn('the config is not loaded: the balancer is stopping');
      return false;
    }
    if (!loaded.ok) {
      const mistakes = loaded.problems.slice(0, mostTold).map(formatProblem);
      log.error({ count: loaded.problems.length, mistakes }, 'the config was not loaded: the one before stays in force');
      return false;
    }
    const before = snapshot;
    const { backlog } = before.config.limits;
    const fixed = {
      ...Object.fromEntries(untilRestart.map((key) => [key, before.config[key]])),
      limits: { ...loaded.config.limits, backlog },
    };
    const waiting: string[] = untilRestart.filter((key) => !isDeepStrictEqual(loaded.config[key], before.config[key]));
    if (loaded.config.limits.backlog !== backlog) waiting.push('limits.backlog');
    snapshot = openSnapshot({ ...loaded.config, ...fixed }, { log, clock }, before);
    before.retire(snapshot);
    snapshot.startChecks();
    listener.apply();
    log.info('the config was loaded');
    warn(loaded.warnings);
    if (waiting.length > 0) log.warn({ keys: waiting }, 'part of the config waits for a restart');
    return true;
  }

  function warn(all: readonly Problem[]): void {
    if (all.length === 0) return;
    log.warn({ count: all.length, warnings: all.slice(0, mostTold).map(formatProblem) }, 'part of the config is surely not meant');
  }

  async function stopGracefully(): Promise<void> {
    const { config } = snapshot;
    ready = false;
    listener.announceEnd();
    log.info('stopping');
    await pause(clock, config.shutdown_delay, { signal: cut.signal });
    const patience = clock.setTimeout(() => cut.abort(), config.shutdown_timeout);
    await listener.close(cut.signal, () => status?.release());
    clock.clearTimeout(patience);
    await snapshot.close();
    status?.close();
    log.info('stopped');
  }

  function stop(): Promise<void> {
    if (stopped !== undefined) cut.abort();
    stopped ??= stopGracefully();
    return stopped;
  }

  return {
    url: listener.url,
    get adminUrl() {
      return status?.url;
    },
    reload,
    stop,
  };
}
