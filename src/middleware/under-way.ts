import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '../errors';

/** What can be ended from outside, with a failure for the client. */
export interface Interruptible {
  interrupt(failure: Failure): void;
}

/** A request that came on a client's connection, and its answer. */
export type UnderWay = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The attempts for the request; undefined while, or because, there are none. */
  attempts: Interruptible | undefined;
  /** Why the request turned out malformed before there was anything to interrupt. */
  failure: Failure | undefined;
  /** The request that came behind it before its answer was done. */
  behind: UnderWay | undefined;
};

const firstOn = new WeakMap<Duplex, UnderWay>();
const lastOn = new WeakMap<Duplex, UnderWay>();

/** Notes a request that has come, for what its connection may yet have to say. */
export function noteRequest(req: IncomingMessage, res: ServerResponse): UnderWay {
  const underWay: UnderWay = { req, res, attempts: undefined, failure: undefined, behind: undefined };
  const { socket } = req;
  res.once('close', () => {
    underWay.attempts?.interrupt(new Failure('client_gone', 'the client closed its connection'));
    leave(socket, underWay);
  });
  const before = lastOn.get(socket);
  if (before === undefined) firstOn.set(socket, underWay);
  else before.behind = underWay;
  lastOn.set(socket, underWay);
  return underWay;
}

/** The last request on a connection, if its answer is not done. */
export function underWayOn(socket: Duplex): UnderWay | undefined {
  return lastOn.get(socket);
}

/** The request on a connection that is answered now. */
export function answeredOn(socket: Duplex): UnderWay | undefined {
  return firstOn.get(socket);
}

function leave(socket: Duplex, underWay: UnderWay): void {
  if (lastOn.get(socket) === underWay) lastOn.delete(socket);
  if (firstOn.get(socket) !== underWay) return;
  if (underWay.behind === undefined) firstOn.delete(socket);
  else firstOn.set(socket, underWay.behind);
}
