import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { createAdmin } from './admin/status-api';
import { createApp, handlerOf } from './app';
import type { Config, ListenAddress } from './config/schema';
import { Drain } from './drain';
import { openLog } from './log';
import { onHalfClose } from './middleware/half-close';
import { closeWith, refuseConnection } from './middleware/refuse-connection';
import { openSnapshot } from './serving/snapshot';
import { version } from './version';

/** A balancer that listens. */
export type Running = {
  readonly url: string;
  readonly adminUrl: string | undefined;
  /**
   * Stops gracefully: `/readyz` says 503 while new connections are still accepted for `shutdown_delay`; then requests in progress
   * have `shutdown_timeout` to end, and what is left is cut. Called again, it cuts at once.
   */
  stop(): Promise<void>;
};

/** Room above the configured sizes, so that what is too long is answered by the rooms and not by the parser. */
const parserSlack = 8 * 1024;

/** Starts to listen and to check. Rejects with the system's error when an address cannot be listened on; nothing is left running then. */
export async function start(config: Config, options: { readonly log: DestinationStream }): Promise<Running> {
  const log = openLog(options.log);
  const snapshot = openSnapshot(config, log);
  const current = () => snapshot;
  let ready = false;
  const { limits } = config;

  const server = createServer({
    maxHeaderSize: limits.head + limits.url + parserSlack,
    headersTimeout: 10_000,
    requestTimeout: 0,
    keepAliveTimeout: 75_000,
    requireHostHeader: false,
    connectionsCheckingInterval: 1000,
  });
  // More than the parser would keep are counted by the rooms, not cut off in silence.
  server.maxHeadersCount = 0;
  const drain = new Drain(server);
  server.on('request', handlerOf(createApp({ current, log, accessLog: options.log })));
  server.on('clientError', (error, socket) => refuseConnection(error, socket, { log, config }));
  // Node would answer a client's closed side by closing ours; whether it still listens is not Node's to decide.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('connection', (socket) => socket.once('end', () => onHalfClose(socket)));
  server.on('connect', (_request, socket) => closeWith('method_not_allowed', socket, 'CONNECT is not served', { log, config }));
  const admin =
    config.admin === false
      ? undefined
      : { server: createServer(createAdmin({ version, current, ready: () => ready }).callback()), address: config.admin };

  try {
    await listen(server, config.listen);
    if (admin !== undefined) await listen(admin.server, admin.address);
  } catch (error) {
    server.close();
    await snapshot.close();
    throw error;
  }
  snapshot.startChecks();
  ready = true;
  const urls = { url: urlOf(server), adminUrl: admin && urlOf(admin.server) };
  log.info({ url: urls.url, admin: urls.adminUrl }, 'listening');

  const cut = new AbortController();
  let stopped: Promise<void> | undefined;

  async function stopGracefully(): Promise<void> {
    ready = false;
    log.info('stopping');
    await pause(config.shutdown_delay, undefined, { signal: cut.signal }).catch(() => undefined);
    const patience = setTimeout(() => cut.abort(), config.shutdown_timeout);
    await drain.close(cut.signal);
    clearTimeout(patience);
    await snapshot.close();
    admin?.server.close();
    admin?.server.closeAllConnections();
    log.info('stopped');
  }

  function stop(): Promise<void> {
    if (stopped !== undefined) cut.abort();
    stopped ??= stopGracefully();
    return stopped;
  }

  return { ...urls, stop };
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening');
}

function urlOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  const anywhere = address === '::' || address === '0.0.0.0';
  const host = anywhere ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
