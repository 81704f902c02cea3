import { type IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { onHalfClose } from './half-close';
import { linger } from './linger';
import { fieldValues } from '../field-values';
import { hasContent } from './content';
import { answeredOn, closed, underWayOn } from './under-way';

const switchable = new WeakSet<IncomingMessage>();
const torn = new WeakSet<IncomingMessage>();

/**
 * Whether a request may ask for another protocol (RFC 9110 §7.8). One with content is an ordinary request: its content would have to
 * be told apart from the other protocol.
 */
export function mayUpgrade(req: IncomingMessage): boolean {
  return req.httpVersion === '1.1' && !hasContent(req);
}

/** Whether the connection of this request can go on in another protocol. */
export function isSwitchable(req: IncomingMessage): boolean {
  return switchable.has(req);
}

/**
 * Whether the content of this request cannot be read: Node before 24.9 takes every request with Upgrade for a switch, and hands over
 * the bare connection.
 */
export function isTorn(req: IncomingMessage): boolean {
  return torn.has(req);
}

/**
 * Lets a request to switch protocols, or CONNECT, of which Node hands over the bare connection, walk the same way as every other:
 * `head` is what came behind it. An answer that is not a switch ends the connection, for nobody can tell what the bytes behind the
 * request are.
 */
export async function serveUpgrade(req: IncomingMessage, socket: Socket, head: Buffer, handler: RequestListener): Promise<void> {
  socket.on('error', () => undefined);
  socket.setTimeout(0);
  // Node has stopped telling answers that there is room.
  socket.on('drain', () => answeredOn(socket)?.res.emit('drain'));
  if (head.length > 0) socket.unshift(head);
  const watch = () => lookForEnd(socket);
  socket.on('readable', watch);
  const before = underWayOn(socket);
  if (before !== undefined) await closed(before);
  // Behind the last answer on a connection nothing is served.
  if (!socket.writable) {
    socket.off('readable', watch).resume();
    return;
  }

  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  res.once('finish', () => {
    socket.off('readable', watch);
    if (res.statusCode !== 101) closeInOrder(res, socket);
  });
  if (mayUpgrade(req)) switchable.add(req);
  else if (hasContent(req)) torn.add(req);
  handler(req, res);
}

/**
 * The end of the connection shows only to who reads; what has come is kept for the other protocol, a buffer of it at most. Behind
 * bytes that are kept nobody is told of the end.
 */
function lookForEnd(socket: Socket): void {
  if (socket.readableLength < socket.readableHighWaterMark) socket.read(0);
  const { _readableState: state } = socket as { readonly _readableState?: { readonly ended: boolean } };
  if (state?.ended && socket.readableLength > 0) onHalfClose(socket);
}

function closeInOrder(res: ServerResponse, socket: Socket): void {
  res.detachSocket(socket);
  res.emit('close');
  linger(socket);
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
