import type { Socket } from 'node:net';
import { httpBytesRead } from './proxied';

type Overflow = {
  /** What was read last. */
  readonly packet: Buffer;
  /** How far the parser came in it. */
  readonly bytesParsed: number;
  readonly longestUrl: number;
};

/** How much more of a line is waited for. */
const mostBehind = 256 * 1024;
const waitedFor = new WeakMap<Socket, number>();

const endOfRequestLine = / HTTP\/1\.[01]\r?$/;
/** The characters of a request target (RFC 3986 §2). */
const target = /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/;

/**
 * Which part of a head was larger than Node's parser takes. Node shows only the packet in which it gave up: where that began within
 * a line and does not end it, the end of the line tells, so it is waited for; undefined until then.
 */
export function tooLarge(socket: Socket, { packet, bytesParsed, longestUrl }: Overflow): 'url_too_long' | 'head_too_large' | undefined {
  const before = waitedFor.get(socket);
  const endOfLine = packet.indexOf('\n');
  const isFirst = packet.length === httpBytesRead(socket);
  if (isFirst && (endOfLine === -1 || endOfLine > longestUrl)) return 'url_too_long';
  if (endOfLine !== -1) {
    const isStillInLine = before !== undefined || endOfLine >= bytesParsed;
    const end = packet.toString('latin1', Math.max(0, endOfLine - 10), endOfLine);
    return isStillInLine && endOfRequestLine.test(end) ? 'url_too_long' : 'head_too_large';
  }
  const behind = (before ?? 0) + packet.length;
  waitedFor.set(socket, behind);
  if (behind <= mostBehind) return undefined;
  return target.test(packet.toString('latin1')) ? 'url_too_long' : 'head_too_large';
}
