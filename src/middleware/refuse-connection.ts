import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { Config } from '../config/schema';
import { Failure, outcomes, type Reason } from '../errors';
import { peerAddress } from './client-address';
import { type UnderWay, underWayOn } from './under-way';

type Context = { readonly log: Logger; readonly config: Config };

/** How long a refused client may go on sending before its connection is cut; cut at once, it could miss the answer. */
const lingerMs = 1000;

const answered = new WeakSet<Duplex>();

/** Answers what is not an HTTP request, or one that Node's parser could not take, and closes the connection (RFC 9112 §2.2, §9.6). */
export function refuseConnection(cause: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Duplex, { log, config }: Context): void {
  if (cause.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (answered.has(socket)) return;
  answered.add(socket);
  const reason = reasonFor(cause, socket as Socket, config);
  const underWay = underWayOn(socket);
  if (underWay === undefined) closeWith(reason, socket, cause.message, { log, config });
  else closeAfter(underWay, socket, new Failure(reason, cause.message, { cause }));
}

/** An answer is under way: to the very request whose content is malformed, or to one that was whole before the malformed one. */
function closeAfter(underWay: UnderWay, socket: Duplex, failure: Failure): void {
  const { req, res, attempts } = underWay;
  res.shouldKeepAlive = false;
  if (!req.complete && !res.headersSent) {
    underWay.failure = failure;
    attempts?.interrupt(failure);
    return;
  }
  if (!req.complete && !res.writableEnded) {
    socket.destroy();
    return;
  }
  res.once('finish', () => socket.end());
}

/** Writes an answer to a bare connection and closes it. */
export function closeWith(reason: Reason, socket: Duplex, detail: string, { log, config }: Context): void {
  const { status, sentence } = outcomes[reason];
  if (config.access_log) log.info({ client: peerAddress(socket as Socket), status, reason, detail }, 'request');
  const head = `HTTP/1.1 ${status} ${sentence}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${sentence.length}\r\nConnection: close\r\n\r\n`;
  socket.on('error', () => undefined);
  socket.end(head + sentence);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('end', () => socket.destroy());
  socket.once('close', () => clearTimeout(timer));
}

/** Of a request line that goes on and on only the first packet can tell that it is one. */
function reasonFor({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }, { bytesRead }: Socket, { limits }: Config): Reason {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'slow_client';
  if (code !== 'HPE_HEADER_OVERFLOW') return 'bad_request';
  if (rawPacket === undefined || rawPacket.length !== bytesRead) return 'head_too_large';
  const endOfLine = rawPacket.indexOf('\n');
  return endOfLine === -1 || endOfLine > limits.url ? 'url_too_long' : 'head_too_large';
}
