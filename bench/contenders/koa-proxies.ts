import { nextMessage } from '../children';
import type { Contender } from './contender';

export const koaProxies: Contender = {
  name: 'koa-proxies',
  async start({ children, backends }) {
    const child = children.fork('koa-proxies-app.ts', ...backends);
    return { port: await nextMessage<number>(child), pid: child.pid };
  },
};
