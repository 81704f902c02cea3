import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Mirror } from '../../config/schema';
import type { RequestBody } from '../../upstream/body';
import type { Exchange, ServingPool } from '../exchange';
import { MirroredRequest } from './mirrored-request';

type Options = {
  readonly mirror: Mirror;
  readonly req: IncomingMessage;
  readonly body: RequestBody | undefined;
  readonly exchange: Exchange;
};

/**
 * Sends a copy of some requests to another pool and drops the answers, from which nobody learns anything. A copy is sent once the client
 * has sent all of its content; a request with more than the replay buffer holds is not mirrored, nor one that comes while as many copies
 * are under way as may be.
 */
export function sendMirrored({ mirror, req, body, exchange }: Options, random: () => number = Math.random): void {
  const pool = exchange.serving.pools.get(mirror.pool);
  if (pool === undefined || random() * 100 >= mirror.percent) return;
  const { max_requests: most } = mirror;
  if (body === undefined) send(pool, most, req, exchange, undefined);
  else body.onWhole((content) => send(pool, most, req, exchange, content));
}

function send(
  pool: ServingPool,
  most: number,
  { method = 'GET', socket }: IncomingMessage,
  { forwarded, isChunked, request, underWay: { res } }: Exchange,
  content: Buffer | undefined,
): void {
  if (forwarded === undefined || (res.destroyed && !res.writableFinished)) return;
  const copy = new MirroredRequest(pool, res);
  const place = pool.shadow.enter(request, most, copy.drop);
  if (place === undefined) return;
  copy.start(place, {
    method,
    path: forwarded.path,
    headers: forwarded.headers,
    body: content === undefined ? undefined : Readable.from(content, { objectMode: false }),
    isChunked,
    trailers: undefined,
    upgrade: undefined,
    client: socket,
    isExpendable: true,
  });
}
