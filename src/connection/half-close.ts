import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock';
import { Failure } from '../errors';
import { cut } from './cut';
import { answeredOn, type UnderWay } from './under-way';

/** An answer that comes sooner needs no question before it. The reset that answers the first is seen when the second is written. */
const probesMs = [30, 40];
/** How long nothing of an answer may be written before a client with a closed side is taken for one that has left. */
const silenceMs = 50;

/**
 * A client has closed its side of the connection (RFC 9112 §9.6 allows it to, once its request is whole). Whether it still
 * listens is found out with two interim answers: a client that has gone altogether resets the first, and the second fails.
 * Once the answer has begun, or where there are no interim answers (HTTP/1.0), the answer itself shows it, as long as it comes; in a
 * silence the client is taken for one that has left.
 */
export function onHalfClose(socket: Socket, clock: Clock): void {
  const underWay = answeredOn(socket);
  if (underWay === undefined || underWay.res.writableEnded) return;
  const { req, res } = underWay;
  if (!req.complete) leave(underWay, socket);
  else if (!res.headersSent && req.httpVersionMinor === 1) {
    const timers = probesMs.map((ms) => clock.setTimeout(() => probe(res), ms));
    res.once('close', () => {
      for (const timer of timers) clock.clearTimeout(timer);
    });
  } else waitForSilence(underWay, socket, clock);
}

function probe(res: ServerResponse): void {
  if (!res.headersSent) res.writeProcessing();
}

function waitForSilence(underWay: UnderWay, socket: Socket, clock: Clock): void {
  const { res } = underWay;
  let written = socket.bytesWritten;
  const look = () => {
    // What is not taken yet will be, or fail.
    if (socket.writableLength === 0 && socket.bytesWritten === written && !res.writableEnded) leave(underWay, socket);
    written = socket.bytesWritten;
  };
  // What has come while the process was busy elsewhere is read first.
  const timer = clock.setInterval(() => setImmediate(look), silenceMs);
  res.once('close', () => clock.clearInterval(timer));
}

function leave({ attempts }: UnderWay, socket: Socket): void {
  attempts?.interrupt(new Failure('client_gone', 'the client closed its side of the connection'));
  cut(socket);
}
