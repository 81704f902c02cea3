import { Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import proxy from 'koa-proxies';

/**
 * The other balancer as one would write it in an afternoon: koa-proxies with a keep-alive agent, backends in turn, no log. Its
 * arguments are the backends; it says its port, and ends with the process that started it.
 */
const backends = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxFreeSockets: 256 });
const proxies = backends.map((backend) => proxy('/', { target: `http://${backend}`, agent }));
let turn = 0;

const app = new Koa();
app.use((ctx, next) => {
  turn = (turn + 1) % proxies.length;
  return proxies[turn]?.(ctx, next);
});

const server = app.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
server.keepAliveTimeout = 60_000;
process.once('disconnect', () => process.exit());
