import type { IncomingMessage } from 'node:http';
import type { Context, Middleware, Next } from 'koa';
import { isUnfinished } from '../connection/content';
import { askingFor } from '../connection/expectation';
import { messageOf } from '../errors';
import { exchangeAt, type Place } from './enclose';

/** Does for the middlewares of others what the rooms do for themselves, so that they need not know of it. */
export function attendOwn(place: Place): Middleware {
  return async function attendOwn(ctx: Context, next: Next) {
    askWhenRead(ctx.req);
    try {
      await next();
    } catch (thrown) {
      // Koa answers nothing to an error that is none, and the client would wait for ever.
      const error = thrown ?? new Error(`a middleware has thrown ${thrown}: expected an Error`);
      noteFailure(ctx, error, place);
      throw error;
    } finally {
      // Nothing tells where the next request begins.
      if (!ctx.headerSent && isUnfinished(ctx.req)) ctx.res.shouldKeepAlive = false;
    }
  };
}

/** A client that sends its content only when it is asked for it (RFC 9110 §10.1.1) is asked by whoever begins to read. */
function askWhenRead(req: IncomingMessage): void {
  if (req.headers.expect === undefined) return;
  req.once('resume', () => void askingFor(req)?.());
  req.on('newListener', (event) => {
    if (event === 'readable') askingFor(req)?.();
  });
}

/** What is meant for the client (`ctx.throw(401)`) is no failure of ours. */
function noteFailure(ctx: Context, thrown: unknown, place: Place): void {
  const exchange = exchangeAt(ctx, place);
  const { expose } = (thrown ?? {}) as { readonly expose?: boolean };
  if (exchange === undefined || expose === true) return;
  exchange.reason = 'internal';
  exchange.detail = messageOf(thrown);
}
