import type { ServerResponse } from 'node:http';
import { endToEnd } from '../../upstream/headers';
import type { AnswerHead } from '../../upstream/transport';

/**
 * Passes an interim answer of a backend on (RFC 9110 §15.2) where that can be done: before the answer's head, and not to an HTTP/1.0
 * client. Node's own way joins fields of one name to one, and before Node 26 it knows only 103 with a `Link`.
 */
export function writeInformation(res: ServerResponse, { status, message, headers }: AnswerHead): void {
  if (res.headersSent || res.socket?.writable !== true || res.req.httpVersionMinor === 0) return;
  const fields = endToEnd(headers);
  let head = `HTTP/1.1 ${status} ${message}\r\n`;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    // An interim answer has no content (RFC 9110 §8.6).
    if (name.length !== 14 || name.toLowerCase() !== 'content-length') head += `${name}: ${fields[at + 1]}\r\n`;
  }
  res.socket.write(`${head}\r\n`, 'latin1');
}
