import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Ends each connection after `most()` requests: the answer to the last says `Connection: close`, and what was sent behind that is not
 * served (RFC 9112 §9.6). HTTP/1.0 connections that are kept count too.
 */
export function endAfter(most: () => number, handler: RequestListener): RequestListener {
  const counts = new WeakMap<Socket, number>();
  return (req, res) => {
    const limit = most();
    if (limit === Number.POSITIVE_INFINITY) return handler(req, res);
    const count = (counts.get(req.socket) ?? 0) + 1;
    counts.set(req.socket, count);
    if (count >= limit) res.shouldKeepAlive = false;
    handler(req, res);
  };
}
