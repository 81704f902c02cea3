import type { Context, Middleware, Next } from 'koa';
import compose from 'koa-compose';
import type { Exchange, Room, RoomContext } from './exchange';
import { Found } from './found';

/** Where the rooms keep their own context, beside that of the app they are in. */
export type Place = { readonly key: symbol };

/**
 * Rooms as one middleware among those of others. They have a context of their own, so that what others keep in `ctx.state` and in
 * `ctx.body` stays theirs; `ctx.state.mangrove` tells what the rooms have found out. What comes behind them is asked when the last room
 * calls `next`, outside of the rooms: its answers and its errors are Koa's. Several of one place share the context of a request.
 */
export function enclose(rooms: readonly Room[], { key }: Place): Middleware {
  const walk = compose([...rooms]);
  return async function enclosed(ctx: Context, next: Next) {
    if (ctx.res.headersSent || ctx.res.writableEnded) throw new Error('the request came to mangrove after its answer had begun');
    const inner = contextIn(ctx, key);
    const { respond } = ctx;
    // At once: a middleware that does not wait for `next` must not let Koa answer meanwhile.
    ctx.respond = false;
    let hasPassed = false;
    try {
      await walk(inner, async () => {
        hasPassed = true;
      });
    } finally {
      ctx.state.mangrove = new Found(inner.state);
    }
    if (!hasPassed) return;
    ctx.respond = respond;
    await next();
  };
}

/** The exchange of a request, seen from a middleware of others at the same place; undefined before it was opened. */
export function exchangeAt(ctx: Context | RoomContext, { key }: Place): Exchange | undefined {
  const { state } = (ctx as Kept)[key] ?? ctx;
  return isOpened(state) ? state : undefined;
}

type Kept = { [key: symbol]: RoomContext | undefined };

function contextIn(ctx: Context, key: symbol): RoomContext {
  const kept = ctx as unknown as Kept;
  kept[key] ??= Object.create(ctx, { state: { value: {}, writable: true } }) as RoomContext;
  return kept[key];
}

function isOpened(state: object): state is Exchange {
  return 'underWay' in state;
}
