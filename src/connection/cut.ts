import type { Socket } from 'node:net';
import { answeredOn } from './under-way';

/**
 * Ends a connection at once, in the middle of whatever is said on it. To an HTTP/1.0 client the end of the connection may be that of
 * its answer (RFC 9112 §6.3), so that only a reset tells it that something is missing.
 */
export function cut(socket: Socket): void {
  const res = answeredOn(socket)?.res;
  if (res?.headersSent && !res.writableFinished && res.req.httpVersionMinor === 0) socket.resetAndDestroy();
  else socket.destroy();
}
