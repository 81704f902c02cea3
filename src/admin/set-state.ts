import type { IncomingMessage } from 'node:http';
import type { RouterMiddleware } from 'koa-router';
import type { Mode } from '../balancing/backend';
import type { Observed } from './status';

/** The words of the API, and the modes they put a backend in. */
const modes: ReadonlyMap<string, Mode> = new Map([
  ['ready', 'ready'],
  ['drain', 'draining'],
  ['draining', 'draining'],
  ['maint', 'maintenance'],
  ['maintenance', 'maintenance'],
]);

const longestBody = 1024;

/**
 * `POST /pools/:pool/backends/:backend/state` with `{"state": "drain"}` puts a backend in that state; 404 for a name that is not there,
 * 400 for a state that is none, 415 for anything but JSON (so that no web page can send it from a browser unasked).
 */
export function setState(current: () => Observed): RouterMiddleware {
  return async function setState(ctx) {
    const pool = current().pools.get(ctx.params.pool ?? '')?.pool;
    if (pool === undefined) return ctx.throw(404, `there is no pool "${ctx.params.pool}": see /status`);
    const backends = pool.backends.filter(({ name, address }) => name === ctx.params.backend || address === ctx.params.backend);
    if (backends.length === 0) ctx.throw(404, `there is no backend "${ctx.params.backend}" in pool "${pool.name}": see /status`);
    if (!ctx.is('application/json')) ctx.throw(415, 'expected Content-Type: application/json, and JSON such as {"state": "drain"}');
    const wanted = stateIn(await textOf(ctx.req));
    const mode = modes.get(wanted ?? '');
    if (mode === undefined) return ctx.throw(400, 'expected {"state": …} with one of ready, drain, maintenance');
    for (const backend of backends) pool.setMode(backend, mode, `set to ${mode} by an operator`);
    ctx.body = { pool: pool.name, backends: backends.map(({ name, state, reason }) => ({ name, state, reason })) };
  };
}

function stateIn(text: string): string | undefined {
  try {
    const { state } = JSON.parse(text) as { state?: unknown };
    return typeof state === 'string' ? state : undefined;
  } catch {
    return undefined;
  }
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longestBody) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
