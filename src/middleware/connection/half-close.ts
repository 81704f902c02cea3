import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '../../errors';
import { answeredOn } from './under-way';

/** The reset that answers the first interim answer is seen when the second is written. */
const secondProbeMs = 10;

/**
 * A client has closed its side of the connection (RFC 9112 §9.6 allows it to, once its request is whole). Whether it still
 * listens is found out with two interim answers: a client that has gone altogether resets the first, and the second fails.
 * Once the answer has begun, or where there are no interim answers (HTTP/1.0), a closed side is taken for a client that has left.
 */
export function onHalfClose(socket: Socket): void {
  const underWay = answeredOn(socket);
  if (underWay === undefined || underWay.res.writableEnded) return;
  const { req, res, attempts } = underWay;
  if (req.complete && !res.headersSent && req.httpVersionMinor === 1) {
    probe(res);
    const timer = setTimeout(() => probe(res), secondProbeMs);
    res.once('close', () => clearTimeout(timer));
    return;
  }
  attempts?.interrupt(new Failure('client_gone', 'the client closed its side of the connection'));
  socket.destroy();
}

function probe(res: ServerResponse): void {
  if (!res.headersSent) res.writeProcessing();
}
