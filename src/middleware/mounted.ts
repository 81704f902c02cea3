import type { Room, RoomContext } from './exchange';

/** Notes what `mount('/shop', …)` of koa-mount has taken off the path, so that backends and clients hear of it. */
export function noteMount(): Room {
  return function noteMount(ctx, next) {
    ctx.state.mountedAt = mountedAt(ctx);
    // `mount('/shop/', …)` takes the slash too.
    if (ctx.state.mountedAt !== '' && ctx.req.url?.startsWith('/') === false) ctx.req.url = `/${ctx.req.url}`;
    return next();
  };
}

/** With mounts inside one another `mountPath` is the innermost only. */
function mountedAt({ mountPath, originalUrl, path }: RoomContext): string {
  if (typeof mountPath !== 'string') return '';
  const [original = ''] = originalUrl.split('?', 1);
  const below = path.startsWith('/') ? path : `/${path}`;
  if (original.endsWith(below)) return original.slice(0, -below.length);
  return path === '/' ? original : mountPath.replace(/\/$/, '');
}
