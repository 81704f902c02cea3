import type { IncomingMessage } from 'node:http';

/** Whether there is content of a request that has not come; a head is told of before its end has been read. */
export function isUnfinished(req: IncomingMessage): boolean {
  return !req.complete && hasContent(req);
}

/** RFC 9112 §6: a request has content when one of these two fields says so. */
export function hasContent({ rawHeaders }: IncomingMessage): boolean {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return true;
    if (name.length === 14 && name.toLowerCase() === 'content-length') return Number(rawHeaders[at + 1]) !== 0;
  }
  return false;
}
