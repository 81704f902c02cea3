import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { AccessLogSettings, Config } from '../config/schema';
import { Failure, fieldsOf, outcomes, type Reason } from '../errors';
import { peerAddress } from './peer-address';
import { cut } from './cut';
import type { Lingering } from './lingering';
import { tooLarge } from './overflow';
import { httpBytesRead } from './proxied';
import { answeredOn, bytesReadBefore, type UnderWay, underWayOn, unfinishedOn } from './under-way';

type Context = { readonly log: Logger; readonly config: Config; readonly lingering: Lingering };
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number; readonly reason?: string };

/** What Node's parser says of a version that it could read, and does not know. */
const unknownVersion = 'Invalid HTTP version';

const answered = new WeakSet<Duplex>();

/** Answers what is not an HTTP request, or one that Node's parser could not take, and closes the connection (RFC 9112 §2.2, §9.6). */
export function refuseConnection(cause: ParserError, socket: Duplex, context: Context): void {
  if (cause.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  // What is read and thrown away behind the last answer is no news.
  if (answered.has(socket) || !socket.writable) return;
  const reason = reasonFor(cause, socket as Socket, context.config);
  if (reason === undefined) return;
  answered.add(socket);
  if (isUnused(cause, socket as Socket) || unfinishedOn(socket) !== undefined) {
    socket.destroy();
    return;
  }
  const underWay = underWayOn(socket);
  if (underWay === undefined) closeWith(reason, socket, cause.message, context);
  else if (underWay.req.complete) closeBehind(underWay, reason, socket as Socket, cause.message, context);
  else if (isLeaving(cause, underWay, socket))
    closeAfter(underWay, socket as Socket, new Failure('client_gone', 'the client left within its content'), context);
  else closeAfter(underWay, socket as Socket, new Failure(reason, cause.message, { cause }), context);
}

/** Whether a client that has not sent all of its content has closed its side while it is being served: it will not read an answer. */
function isLeaving({ code }: ParserError, underWay: UnderWay, socket: Duplex): boolean {
  return code === 'HPE_INVALID_EOF_STATE' && underWay === answeredOn(socket);
}

/** A connection on which nobody has asked for anything gets no answer. */
function isUnused({ code }: ParserError, socket: Socket): boolean {
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' && httpBytesRead(socket) === 0;
}

/** The requests before the malformed one were whole: their answers are let out first, and its own follows if the connection goes on. */
function closeBehind({ res }: UnderWay, reason: Reason, socket: Socket, detail: string, context: Context): void {
  // Before Node closes it in its own way.
  res.prependOnceListener('finish', () => {
    const { _last: isLast } = res as { readonly _last?: boolean };
    if (isLast || !socket.writable) context.lingering.close(socket);
    else closeWith(reason, socket, detail, context);
  });
}

/** An answer is under way to the very request whose content is malformed. */
function closeAfter(underWay: UnderWay, socket: Socket, failure: Failure, { lingering }: Context): void {
  const { res, attempts } = underWay;
  res.shouldKeepAlive = false;
  if (!res.headersSent) {
    underWay.failure = failure;
    attempts?.interrupt(failure);
    return;
  }
  if (!res.writableEnded) {
    cut(socket);
    return;
  }
  res.prependOnceListener('finish', () => lingering.close(socket));
}

/** Writes an answer to a bare connection and closes it. */
function closeWith(reason: Reason, socket: Duplex, detail: string, { log, config, lingering }: Context): void {
  if (config.access_log) log.info(lineFor(reason, socket as Socket, detail, config.access_log), 'request');
  socket.write(bareAnswer(reason));
  lingering.close(socket as Socket);
}

/** What a line of the access log can say of what is no request, as far as it is to be said. */
function lineFor(reason: Reason, socket: Socket, detail: string, { fields, omit }: AccessLogSettings): Record<string, unknown> {
  const client = peerAddress(socket);
  const usual = { client, status: outcomes[reason].status, reason, detail };
  const more = { peer: client, bytes_received: socket.bytesRead - bytesReadBefore(socket) };
  return Object.fromEntries([
    ...Object.entries(usual).filter(([name]) => !omit.some((omitted) => omitted === name)),
    ...Object.entries(more).filter(([name]) => fields.some((chosen) => chosen === name)),
  ]);
}

const tooManyConnections = bareAnswer('too_many_connections');

/** Answers a connection that is one too many, whatever would be asked on it, and closes it. */
export function turnAway(socket: Socket, lingering: Lingering): void {
  socket.write(tooManyConnections);
  lingering.close(socket);
}

/** A whole answer as it goes over the wire. */
function bareAnswer(reason: Reason): string {
  const { status, sentence } = outcomes[reason];
  const fields = [
    'Content-Type',
    'text/plain; charset=utf-8',
    'Content-Length',
    sentence.length,
    ...fieldsOf(reason),
    'Connection',
    'close',
  ];
  const lines = fields.map((field, at) => (at % 2 === 0 ? `${field}: ` : `${field}\r\n`));
  return `HTTP/1.1 ${status} ${sentence}\r\n${lines.join('')}\r\n${sentence}`;
}

/** Undefined while it cannot be told yet. */
function reasonFor({ code, reason, rawPacket, bytesParsed }: ParserError, socket: Socket, { limits }: Config): Reason | undefined {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'slow_client';
  if (code === 'HPE_INVALID_VERSION' && reason === unknownVersion)
    return isOtherMajor(rawPacket, bytesParsed) ? 'bad_request' : 'version_not_supported';
  const isTrailer = underWayOn(socket)?.req.complete === false;
  if (code === 'HPE_HEADER_OVERFLOW' && rawPacket !== undefined && !isTrailer)
    return tooLarge(socket, { packet: rawPacket, bytesParsed: bytesParsed ?? 0, longestUrl: limits.url });
  return code === 'HPE_HEADER_OVERFLOW' ? 'head_too_large' : 'bad_request';
}

/** Of a line in several packets the last alone can be seen; what it does not show is taken for a version of HTTP/1. */
function isOtherMajor(packet: Buffer | undefined, bytesParsed = 0): boolean {
  return /HTTP\/[^1]/.test(packet?.toString('latin1', Math.max(0, bytesParsed - 10), bytesParsed + 2) ?? '');
}
