import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock';
import { Failure } from '../errors';
import { BareBreaks } from './bare-breaks';
import { httpBytesRead } from './proxied';

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

/**
 * What goes on on a connection, and since when nothing does. There is one entry for the whole life of a connection: a table that grows
 * and shrinks with every request costs much.
 */
type OnConnection = {
  first: UnderWay | undefined;
  last: UnderWay | undefined;
  unfinished: IncomingMessage | undefined;
  busyUntil: number;
  /** How many bytes had come by the time that the last answer was done. */
  bytesRead: number;
  readonly breaks: BareBreaks;
};

const connections = new WeakMap<Duplex, OnConnection>();

/** Notes a request that has come, for what its connection may yet have to say. */
export function noteRequest(req: IncomingMessage, res: ServerResponse, clock: Clock): UnderWay {
  const on = connections.get(req.socket) ?? noteConnection(req.socket);
  const failure = on.breaks.standBefore(req) ? new Failure('bad_request', 'a bare CR or LF before the request line') : undefined;
  const underWay: UnderWay = { req, res, attempts: undefined, failure, behind: undefined };
  res.on('close', () => {
    underWay.attempts?.interrupt(new Failure('client_gone', 'the client closed its connection'));
    leave(on, underWay, clock.now());
  });
  if (on.last === undefined) on.first = underWay;
  else on.last.behind = underWay;
  on.last = underWay;
  return underWay;
}

function noteConnection(socket: Socket): OnConnection {
  const on = { first: undefined, last: undefined, unfinished: undefined, busyUntil: 0, bytesRead: 0, breaks: new BareBreaks() };
  on.bytesRead = socket.bytesRead - httpBytesRead(socket);
  connections.set(socket, on);
  return on;
}

/** The last request on a connection, if its answer is not done. */
export function underWayOn(socket: Duplex): UnderWay | undefined {
  return connections.get(socket)?.last;
}

/** The request on a connection that is answered now. */
export function answeredOn(socket: Duplex): UnderWay | undefined {
  return connections.get(socket)?.first;
}

/** The request that was answered before all of its content had come, as long as more of it may come. */
export function unfinishedOn(socket: Duplex): IncomingMessage | undefined {
  const req = connections.get(socket)?.unfinished;
  return req?.complete === false ? req : undefined;
}

/** Whether a request has ever come on a connection. */
export function hasServed(socket: Duplex): boolean {
  return connections.has(socket);
}

/** How long a connection that has served a request has been at rest; its last bytes may have taken a while to leave. */
export function idleMs(socket: Duplex, now: number): number {
  const on = connections.get(socket);
  return on === undefined || on.last !== undefined ? 0 : now - on.busyUntil;
}

/** How many bytes had come on a connection when the request that is served on it began: those before it, of whatever kind. */
export function bytesReadBefore(socket: Socket): number {
  return connections.get(socket)?.bytesRead ?? socket.bytesRead - httpBytesRead(socket);
}

/** Notes that a connection is not at rest yet. */
export function noteBusy(socket: Duplex, now: number): void {
  const on = connections.get(socket);
  if (on !== undefined) on.busyUntil = now;
}

/** Resolves when the answer is done with, whole or not. */
export function closed({ res }: UnderWay): Promise<void> {
  return new Promise((resolve) => res.once('close', resolve));
}

function leave(on: OnConnection, underWay: UnderWay, now: number): void {
  if (!underWay.req.complete) on.unfinished = underWay.req;
  if (on.last === underWay) on.last = undefined;
  on.busyUntil = now;
  on.bytesRead = underWay.req.socket.bytesRead;
  if (on.first === underWay) on.first = underWay.behind;
}
