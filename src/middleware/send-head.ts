import { STATUS_CODES, type ServerResponse } from 'node:http';
import { Failure, messageOf } from '../errors';

/** What a ServerResponse has noted of a head before it refuses to write it, and would believe of the next one. */
type Noted = { _hasBody?: boolean; _contentLength?: number | null };

/**
 * Writes the head of an answer: the one way in which a head leaves. Fields are flat, and their bytes leave as they are, each character
 * one byte (RFC 9110 §5.5). `reason` is the phrase behind the status, that of the standard where none is given. Throws a `Failure`
 * `internal` for what Node will not write; another head can be written then. Text that follows must say its encoding: Node would
 * write the head in the same.
 */
export function sendHead(res: ServerResponse, status: number, fields: string[], reason = STATUS_CODES[status] ?? ''): void {
  // A client of HTTP/1.0 gets no chunks, whatever it says (RFC 9112 §6.1).
  if (res.req.httpVersionMinor === 0) res.useChunkedEncodingByDefault = false;
  keepDisposition(fields);
  try {
    res.writeHead(status, reason, fields);
  } catch (error) {
    const noted = res as Noted;
    noted._hasBody = res.req.method !== 'HEAD';
    noted._contentLength = null;
    throw new Failure('internal', `the head of the answer cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Lets the head go before any content is here, its bytes as they are: Node's own `flushHeaders` would write them as UTF-8. Where there
 * is no content it goes with the end of the answer, and once that is written there is nothing to do.
 */
export function flushHead(res: ServerResponse): void {
  if (!res.writableEnded) res.write('', 'latin1');
}

/** Once Node knows a length it decodes a Content-Disposition anew; before, it leaves it as it is. The length goes behind it. */
function keepDisposition(fields: string[]): void {
  let lengthAt = -1;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    if (name.length === 14 && lengthAt === -1 && name.toLowerCase() === 'content-length') lengthAt = at;
    if (name.length !== 19 || lengthAt === -1 || name.toLowerCase() !== 'content-disposition') continue;
    fields.push(...fields.splice(lengthAt, 2));
    return;
  }
}
