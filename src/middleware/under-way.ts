import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '../errors';

/** The last request that came on a client's connection, and its answer. */
export type UnderWay = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Ends the attempts for the request, with this failure for the client; undefined while, or because, there are none. */
  interrupt: ((failure: Failure) => void) | undefined;
  /** Called once the answer has left, or its connection has gone. */
  closed: (() => void) | undefined;
  /** Why the request turned out malformed before there was anything to interrupt. */
  failure: Failure | undefined;
};

const lastOn = new WeakMap<Duplex, UnderWay>();

/** Notes a request that has come, for what its connection may yet have to say. */
export function noteRequest(req: IncomingMessage, res: ServerResponse): UnderWay {
  const underWay: UnderWay = { req, res, interrupt: undefined, closed: undefined, failure: undefined };
  const { socket } = req;
  // One listener for all that the rooms want to know of the end.
  res.once('close', () => {
    underWay.interrupt?.(new Failure('client_gone', 'the client closed its connection'));
    if (lastOn.get(socket) === underWay) lastOn.delete(socket);
    underWay.closed?.();
  });
  lastOn.set(socket, underWay);
  return underWay;
}

/** The last request on a connection, if its answer is not done. */
export function underWayOn(socket: Duplex): UnderWay | undefined {
  return lastOn.get(socket);
}
