import type { ServerResponse } from 'node:http';

/** `writeInformation` came with Node 26; before it, only 103 with a `Link` can be sent. */
type Informing = ServerResponse & { writeInformation?: (status: number, headers: Record<string, string[]>) => void };

/** Sends an interim answer (RFC 9110 §15.2) where it can be sent: before the answer's head, and not to an HTTP/1.0 client. */
export function writeInformation(res: Informing, status: number, fields: readonly string[]): void {
  if (res.headersSent || res.req.httpVersionMinor === 0) return;
  const headers: Record<string, string[]> = Object.create(null);
  for (let at = 0; at < fields.length; at += 2) {
    const name = (fields[at] ?? '').toLowerCase();
    // An interim answer has no content (RFC 9110 §8.6).
    if (name === 'content-length') continue;
    headers[name] = [...(headers[name] ?? []), fields[at + 1] ?? ''];
  }
  try {
    if (res.writeInformation !== undefined) res.writeInformation(status, headers);
    else if (status === 103 && headers.link !== undefined) res.writeEarlyHints(headers);
  } catch {
    // A hint that Node would not write is no reason to refuse the answer behind it.
  }
}
