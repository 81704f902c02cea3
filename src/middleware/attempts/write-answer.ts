import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedTrailers, answerHeaders, trailerFields, upgradeOffer } from '../../upstream/headers';
import type { AnswerHead } from '../../upstream/transport';
import type { AnswerEdit } from '../answer-fields';
import { sendHead } from '../send-head';

/** Up to this length a copy of the content costs less than a write of its own. */
const joinedBytes = 16 * 1024;

/**
 * Writes the head of a backend's answer to the client, its fields changed by `edit`; `more` are fields of the client's connection.
 * Throws a `Failure` for what cannot be written.
 */
export function writeHead(res: ServerResponse, head: AnswerHead, edit: AnswerEdit | undefined, more: readonly string[] = []): void {
  const { status, message, headers } = head;
  const fields = answerHeaders(headers, status);
  const edited = edit === undefined ? fields : edit(fields, status);
  // What is left of the content may never come, or never end.
  if (!res.req.complete) res.shouldKeepAlive = false;
  edited.push(...more);
  if (mayHaveTrailers(res.req, status)) edited.push(...announcedTrailers(headers));
  if (status === 426) edited.push(...upgradeOffer(headers, res.shouldKeepAlive));
  sendHead(res, status, edited, message);
}

/** Whether the answer to a request goes out in chunks where the backend sends it in chunks. */
function mayHaveTrailers({ method, httpVersionMinor }: IncomingMessage, status: number): boolean {
  return httpVersionMinor === 1 && method !== 'HEAD' && status !== 204 && status !== 304;
}

/** Ends an answer with its last content, if there is any left, and with a backend's trailer fields, flat, as received. */
export function endWith(res: ServerResponse, chunk: Buffer | undefined, trailers: readonly string[]): void {
  // Node sends them behind chunks alone.
  if (trailers.length > 0) res.addTrailers(pairs(trailerFields(trailers)));
  if (chunk === undefined) res.end();
  else if (chunk.length > joinedBytes) res.end(chunk);
  // Node joins the head and a text to one write, not the head and a buffer.
  else res.end(chunk.toString('latin1'), 'latin1');
}

/** A flat list as pairs of name and value. */
function pairs(flat: readonly string[]): [string, string][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[index * 2] ?? '', flat[index * 2 + 1] ?? '']);
}
