import type { Socket } from 'node:net';
import type { Lingering } from './lingering';
import { answeredOn } from './under-way';

/** Ends a client's connection in good order: at once if it is at rest, else behind the answer under way, which says so if it still can. */
export function endAtRest(socket: Socket, lingering: Lingering): void {
  const underWay = answeredOn(socket);
  if (underWay === undefined) {
    lingering.close(socket);
    return;
  }
  underWay.res.shouldKeepAlive = false;
  underWay.res.once('close', () => lingering.close(socket));
}
