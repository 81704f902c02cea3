import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { type Config, configSchema } from '../config/schema';
import { type HandedIn, HandedInMistake, isAmong } from './handed-in';
import { type Listener, urlOf } from './listener';
import type { StatusPort } from './status-port';

type Ports = {
  readonly listener: Listener;
  readonly status: StatusPort | undefined;
  /** Sockets to listen on in place of those that the config asks for. */
  readonly handedIn: HandedIn | undefined;
  readonly log: Logger;
};

/**
 * Listens for clients, and for those who use the status API. Where two processes may serve clients at a time, the next one has the port
 * of the status API when the one before lets go of it. Rejects with the system's error, or with a `HandedInMistake`.
 */
export async function listenOnAll(config: Config, { listener, status, handedIn, log }: Ports): Promise<void> {
  const { clients, admin } = handedIn ?? nothing;
  if (config.admin === false && admin !== undefined)
    throw new HandedInMistake('a socket called admin was handed in, and the config has `admin: false`: expected one of the two alone');
  if (clients.length === 0) await listener.listen(config.listen);
  else await takeAll(clients, config, { listener, log });
  if (config.admin === false || status === undefined) return;
  const { port } = config.admin;
  if (admin !== undefined) await status.take(admin);
  else if (clients.length > 0 && listener.addresses.some((address) => address.port === port))
    throw new HandedInMistake(
      `a socket that was handed in has port ${port}, as the status API: expected it to be called admin (FileDescriptorName=admin)`,
    );
  else if (clients.length > 0 || config.reuse_port) await status.listenInTurn();
  else await status.listen();
}

const nothing: HandedIn = { clients: [], admin: undefined };

/** Says where clients are served then, and whether this is not where the config says. */
async function takeAll(clients: readonly number[], { listen }: Config, { listener, log }: Pick<Ports, 'listener' | 'log'>): Promise<void> {
  await listener.take(clients);
  const { addresses } = listener;
  log.info({ urls: addresses.map(urlOf) }, 'clients are served on the sockets that were handed in');
  const byDefault = configSchema.shape.listen.parse(undefined);
  if (!isAmong(addresses, listen) && !isDeepStrictEqual(listen, byDefault))
    log.warn({ listen }, '`listen` and PORT do not count where sockets are handed in, and none of these is there');
}
