import { type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../clock';
import { onHalfClose } from './half-close';
import type { Lingering } from './lingering';
import { fieldValues } from '../http/field-values';
import { BareRequest, isContentLeft } from './bare-request';
import { hasContent } from './content';
import { noteExpectation } from './expectation';
import { answeredOn, closed, underWayOn } from './under-way';

export type UpgradeOptions = { readonly handler: RequestListener; readonly lingering: Lingering };

const switchable = new WeakSet<IncomingMessage>();

/** What Node 26 hands over in place of a connection on which content is still to come. It tells when that is there, and what follows it. */
type Wrapper = Duplex & { requestBodyCompleted(rest: Buffer): void };

/** Whether a request may ask for another protocol (RFC 9110 §7.8). */
export function mayUpgrade({ httpVersion }: IncomingMessage): boolean {
  return httpVersion === '1.1';
}

/** Whether the connection of this request can go on in another protocol. */
export function isSwitchable(req: IncomingMessage): boolean {
  return switchable.has(req);
}

/**
 * Lets a request to switch protocols, or CONNECT, of which Node hands over the bare connection, walk the same way as every other.
 * `head` is what came behind it. Its content, if it has any, comes first. An answer that is not a switch ends the connection, for nobody
 * can tell what the bytes behind the request are.
 */
export async function serveUpgrade(
  req: IncomingMessage,
  stream: Duplex,
  head: Buffer,
  { handler, lingering }: UpgradeOptions,
): Promise<void> {
  const { socket } = req;
  socket.on('error', () => undefined);
  // Node has stopped telling answers that there is room.
  socket.on('drain', () => answeredOn(socket)?.res.emit('drain'));
  const watch = () => lookForEnd(socket, lingering.clock);
  const whole = () => void socket.on('readable', watch);
  const asked = isContentLeft(req) ? new BareRequest(req, head, whole) : req;
  if (asked === req && stream === socket) {
    if (head.length > 0) socket.unshift(head);
    whole();
  } else if (asked === req) keepBehindContent(stream as Wrapper, socket, whole);
  const before = underWayOn(socket);
  if (before !== undefined) await closed(before);
  // The answer before may have set another.
  socket.setTimeout(0);
  // Behind the last answer on a connection nothing is served.
  if (!socket.writable) {
    socket.off('readable', watch).resume();
    return;
  }

  const res = new ServerResponse(asked);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => {
    socket.off('readable', watch);
    if (res.statusCode !== 101) closeInOrder(res, socket, lingering);
  });
  if (mayUpgrade(req)) switchable.add(asked);
  if (hasContent(req) && req.headers.expect !== undefined) noteExpectation(asked, res);
  handler(asked, res);
}

/** The bytes behind the content stay on the connection, as those behind a request without any. */
function keepBehindContent(wrapper: Wrapper, socket: Socket, whole: () => void): void {
  const requestBodyCompleted = (rest: Buffer) => {
    socket.readableFlowing = null;
    // Node may have stopped the connection for a moment, and forgets that: nothing more would be read.
    socket.push('');
    if (rest.length > 0) socket.unshift(rest);
    whole();
  };
  Object.assign(wrapper, { requestBodyCompleted, push: () => false, resume: () => wrapper });
  wrapper.on('error', () => undefined);
}

/**
 * The end of the connection shows only to who reads; what has come is kept for the other protocol, a buffer of it at most. Behind
 * bytes that are kept nobody is told of the end.
 */
function lookForEnd(socket: Socket, clock: Clock): void {
  if (socket.readableLength < socket.readableHighWaterMark) socket.read(0);
  const { _readableState: state } = socket as { readonly _readableState?: { readonly ended: boolean } };
  if (state?.ended && socket.readableLength > 0) onHalfClose(socket, clock);
}

/** A client that is still sending content is let finish. */
function closeInOrder(res: ServerResponse, socket: Socket, lingering: Lingering): void {
  if (res.req.complete) lingering.close(socket);
  else socket.destroySoon();
  res.detachSocket(socket);
  res.emit('close');
}

/** The first protocol that an Upgrade field asks for and that may be tunnelled, as the client wrote it; `allowed` in lower case. */
export function protocolOf(field: string | undefined, allowed: ReadonlySet<string>): string | undefined {
  const asked = field?.split(',').map((protocol) => protocol.trim()) ?? [];
  return asked.find((protocol) => allowed.has(protocol.toLowerCase()));
}

/** Whether an Upgrade field says just what was asked for. */
export function agreesTo(headers: readonly string[], protocol: string): boolean {
  const [said, ...more] = fieldValues(headers, 'upgrade');
  return said?.trim().toLowerCase() === protocol.toLowerCase() && more.length === 0;
}
