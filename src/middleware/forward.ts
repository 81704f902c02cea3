import type { IncomingMessage } from 'node:http';
import { Failure } from '../errors';
import { editHeaders } from '../routing/edit-headers';
import { RequestBody } from '../upstream/body';
import { trailerFields } from '../upstream/headers';
import { Delivery } from './delivery';
import type { AttemptRecord, Room } from './exchange';

/** Sends the request to a backend of the route's pool and passes its answer on. */
export function forward(): Room {
  return async function forward(ctx) {
    const { req, res, state } = ctx;
    const { route, forwarded, serving } = state;
    if (route?.action.kind !== 'pool' || forwarded === undefined) throw new Failure('no_route', 'no route to a pool');
    const live = serving.pools.get(route.action.pool);
    if (live === undefined) throw new Failure('internal', `pool "${route.action.pool}" is not there`);
    state.pool = live.name;
    const picked = live.pool.pick(state.request, []);
    if (picked.kind !== 'backend') throw new Failure('no_backend', `no usable backend in pool "${live.name}"`);
    const { backend } = picked;
    const record: AttemptRecord = { backend: backend.name };
    state.attempts.push(record);
    const body = hasContent(req) ? new RequestBody(req, 0) : undefined;
    const responseEdits = route.rules.responseHeaders;
    const delivery = new Delivery({
      res,
      record,
      timeouts: live.timeouts,
      editHeaders: responseEdits === undefined ? undefined : (fields) => [...editHeaders(fields, responseEdits)],
      clientOwesContent: () => body?.starved ?? false,
    });
    state.underWay.interrupt = delivery.interrupt;
    backend.begin();
    const failure = await delivery.run(live.transportTo(backend), {
      method: req.method ?? 'GET',
      path: forwarded.path,
      headers: forwarded.headers,
      body: body?.open(),
      trailers: forwarded.isChunked ? () => trailerFields(req.rawTrailers) : undefined,
    });
    state.underWay.interrupt = undefined;
    backend.end(failure === undefined || failure.reason === 'client_gone' || failure.reason === 'bad_request');
    body?.discard();
    if (failure !== undefined) throw failure;
  };
}

/** RFC 9112 §6: a request has content when one of these two fields says so. */
function hasContent({ rawHeaders }: IncomingMessage): boolean {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') return true;
    if (name.length === 14 && name.toLowerCase() === 'content-length') return rawHeaders[at + 1] !== '0';
  }
  return false;
}
