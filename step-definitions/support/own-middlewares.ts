import type { Context, Middleware, Next } from 'koa';
import type { Found } from '../../src';

/** What middlewares of somebody's own do, by the words that scenarios have for it. */
export const ownMiddlewares: Readonly<Record<string, Middleware>> = {
  'tells backends that the user is alice': changing((ctx) => {
    ctx.request.headers['x-user'] = 'alice';
  }),
  'tells backends in capitals that the user is alice': changing((ctx) => {
    ctx.req.headers['X-User'] = 'alice';
  }),
  'tells backends of two roles': changing((ctx) => {
    Object.assign(ctx.req.headers, { 'x-role': ['buyer', 'gardener'], 'x-count': 2 });
  }),
  'keeps the Authorization to itself': changing((ctx) => {
    delete ctx.req.headers.authorization;
  }),
  'calls every request one for www.apple.com': changing((ctx) => {
    ctx.request.headers.host = 'www.apple.com';
  }),
  'gives requests the id basket-7': changing((ctx) => {
    ctx.request.headers['x-request-id'] = 'basket-7';
  }),
  'says that no content follows': changing((ctx) => {
    delete ctx.req.headers['content-length'];
    delete ctx.req.headers['transfer-encoding'];
  }),
  'sets a request header of two lines': changing((ctx) => {
    ctx.request.headers['x-user'] = 'alice\r\nX-Admin: yes';
  }),
  'sets a request header to an object': changing((ctx) => {
    Object.assign(ctx.request.headers, { 'x-user': { name: 'alice' } });
  }),
  'sets a request header to a list of objects': changing((ctx) => {
    Object.assign(ctx.request.headers, { 'x-user': ['alice', { name: 'alice' }] });
  }),
  'sets a request header to a function': changing((ctx) => {
    Object.assign(ctx.request.headers, { 'x-user': () => 'alice' });
  }),
  'leads to a path with a space': changing((ctx) => {
    ctx.path = '/my shop';
  }),
  'sets X-Tenant and a cookie': changing((ctx) => {
    ctx.set('X-Tenant', 'mango');
    ctx.cookies.set('visit', '1');
  }),
  'has a body in hand and goes on': changing((ctx) => {
    ctx.body = 'a page that nobody will see, longer than most';
    ctx.set('X-Tenant', 'mango');
  }),
  'has emptied the body and goes on': changing((ctx) => {
    ctx.body = null;
  }),
  'leads /new to /cart': changing((ctx) => {
    if (ctx.path === '/new') ctx.path = '/cart';
  }),
  'makes a GET of every HEAD and POST': changing((ctx) => {
    ctx.method = 'GET';
  }),
  'reads the content first': async (ctx, next) => {
    for await (const _ of ctx.req) await Promise.resolve();
    await next();
  },
  'listens to the content as it comes': async (ctx, next) => {
    ctx.req.on('data', () => undefined);
    await next();
  },
  'answers and goes on': async (ctx, next) => {
    ctx.respond = false;
    ctx.res.statusCode = 200;
    ctx.res.end('from the app');
    await next();
  },
  'answers 401': async (ctx) => {
    ctx.set('WWW-Authenticate', 'Bearer');
    ctx.throw(401, 'Who are you?', { headers: { 'WWW-Authenticate': 'Bearer' } });
  },
  'answers "closed for today"': async (ctx) => {
    ctx.body = 'closed for today';
  },
  'reads the content and answers with it': async (ctx) => {
    const pieces: Buffer[] = [];
    for await (const piece of ctx.req) pieces.push(piece as Buffer);
    ctx.body = Buffer.concat(pieces).toString();
  },
  'throws undefined': () => Promise.reject(undefined),
  'throws null': () => Promise.reject(null),
  'throws a text': () => Promise.reject('a text'),
  'throws "the till is stuck"': async () => {
    throw new Error('the till is stuck');
  },
  'throws "the till is stuck" once the answer has left': async (_ctx, next) => {
    await next();
    throw new Error('the till is stuck');
  },
  'never answers': () => new Promise(() => undefined),
  'takes its time': async (_ctx, next) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await next();
  },
  'does not wait for what comes behind it': async (_ctx, next) => {
    void next();
  },
  'keeps the user in ctx.state': async (ctx, next) => {
    Object.assign(ctx.state, { user: 'alice', id: 7, client: 'alice', pool: 'none', route: 'none' });
    await next();
    if (ctx.state.user !== 'alice' || ctx.state.id !== 7) throw new Error('ctx.state has been changed');
  },
};

/** What a middleware has learned of a request. */
export type Noted = { readonly [K in 'route' | 'client' | 'path' | 'reason']: string | undefined } & { readonly status: number };

/** Keeps what Mangrove has found out of each request, as a middleware before it sees it afterwards. */
export function noting(into: Noted[]): Middleware {
  return async (ctx, next) => {
    await next();
    const { route, client, path, reason } = (ctx.state.mangrove ?? {}) as Partial<Found>;
    into.push({ route, client, path, reason, status: ctx.status });
  };
}

/** A page behind the others. */
export function page(path: string, body: string): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== path) return next();
    ctx.body = body;
  };
}

function changing(change: (ctx: Context) => void): Middleware {
  return (ctx: Context, next: Next) => {
    change(ctx);
    return next();
  };
}
