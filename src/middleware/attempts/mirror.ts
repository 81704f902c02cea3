import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Mirror } from '../../config/schema';
import type { RequestBody } from '../../upstream/body';
import type { Exchange, ServingPool } from '../exchange';
import { MirroredRequest } from './mirrored-request';
import type { Timekeeping } from './timekeeping';

type Options = {
  readonly mirror: Mirror;
  readonly req: IncomingMessage;
  readonly body: RequestBody | undefined;
  readonly exchange: Exchange;
  readonly time: Timekeeping;
};

/**
 * Sends a copy of some requests to another pool and drops the answers, from which nobody learns anything. A copy is sent once the client
 * has sent all of its content; a request with more than the replay buffer holds is not mirrored, nor one that comes while as many copies
 * are under way as may be.
 */
export function sendMirrored(options: Options, random: () => number = Math.random): void {
  const { mirror, body, exchange } = options;
  const pool = exchange.serving.pools.get(mirror.pool);
  if (pool === undefined || random() * 100 >= mirror.percent) return;
  if (body === undefined) send(pool, options, undefined);
  else body.onWhole((content) => send(pool, options, content));
}

function send(pool: ServingPool, { mirror, req: { method = 'GET', socket }, exchange, time }: Options, content: Buffer | undefined): void {
  const {
    forwarded,
    isChunked,
    request,
    underWay: { res },
  } = exchange;
  if (forwarded === undefined || (res.destroyed && !res.writableFinished)) return;
  const copy = new MirroredRequest(pool, res, time);
  const place = pool.shadow.enter(request, mirror.max_requests, copy.drop);
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
