import type { Socket } from 'node:net';
import { linger } from './linger';
import { answeredOn } from './under-way';

/** Ends a client's connection in good order: at once if it is at rest, else behind the answer under way, which says so if it still can. */
export function endAtRest(socket: Socket): void {
  const underWay = answeredOn(socket);
  if (underWay === undefined) {
    linger(socket);
    return;
  }
  underWay.res.shouldKeepAlive = false;
  underWay.res.once('close', () => linger(socket));
}
