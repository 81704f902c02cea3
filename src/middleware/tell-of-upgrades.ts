import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { isSwitchable } from '../connection/upgrades';
import type { Room } from './exchange';

/** Tells once of a server that asks nobody before it takes a request for a WebSocket for one without: nothing else would show why. */
export function tellOfUpgrades(log: Logger): Room {
  let isTold = false;
  return function tellOfUpgrades({ req }, next) {
    if (!isTold && isLost(req)) {
      isTold = true;
      log.warn('a client asks for a WebSocket, and this server does not let Mangrove have it: give it to attach(server, app)');
    }
    return next();
  };
}

function isLost(req: IncomingMessage): boolean {
  return req.headers.upgrade?.toLowerCase() === 'websocket' && req.httpVersionMinor === 1 && !isSwitchable(req);
}
