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
  /** Why the request cannot be served, found out where there was nothing to interrupt, or nothing any more. */
  failure: Failure | undefined;
  /** The request that came behind it before its answer was done. */
  behind: UnderWay | undefined;
};

const firstOn = new WeakMap<Duplex, UnderWay>();
const lastOn = new WeakMap<Duplex, UnderWay>();
const unfinished = new WeakMap<Duplex, IncomingMessage>();

/** Notes a request that has come, for what its connection may yet have to say. */
export function noteRequest(req: IncomingMessage, res: ServerResponse): UnderWay {
  const { socket } = req;
  const before = lastOn.get(socket);
  const underWay: UnderWay = { req, res, attempts: undefined, failure: undefined, behind: undefined };
  res.once('close', () => {
    underWay.attempts?.interrupt(new Failure('client_gone', 'the client closed its connection'));
    leave(socket, underWay);
  });
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

/** The request that was answered before all of its content had come, as long as more of it may come. */
export function unfinishedOn(socket: Duplex): IncomingMessage | undefined {
  const req = unfinished.get(socket);
  return req?.complete === false ? req : undefined;
}

/** Resolves when the answer is done with, whole or not. */
export function closed({ res }: UnderWay): Promise<void> {
  return new Promise((resolve) => res.once('close', resolve));
}

function leave(socket: Duplex, underWay: UnderWay): void {
  if (!underWay.req.complete) unfinished.set(socket, underWay.req);
  if (lastOn.get(socket) === underWay) lastOn.delete(socket);
  if (firstOn.get(socket) !== underWay) return;
  if (underWay.behind === undefined) firstOn.delete(socket);
  else firstOn.set(socket, underWay.behind);
}
