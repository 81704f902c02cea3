import util = require('node:util');
import type proxy from 'koa-proxies';

/**
 * The package koa-proxies. The http-proxy below it calls `util._extend`, of which Node would warn (DEP0060) everybody who runs it and
 * can change nothing about it; while it is loaded, what it is told to call instead stands there.
 */
export const koaProxies = withoutWarning(() => require('koa-proxies') as typeof proxy);

function withoutWarning<Loaded>(load: () => Loaded): Loaded {
  const extend: unknown = Reflect.get(util, '_extend');
  Reflect.set(util, '_extend', Object.assign);
  try {
    return load();
  } finally {
    Reflect.set(util, '_extend', extend);
  }
}
