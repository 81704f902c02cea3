import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instance } from './instance';

/** Lets a Koa app listen on a port of its own; `close` is called after the server has stopped. */
export async function serve({ app, close }: { readonly app: { callback(): RequestListener }; close(): Promise<void> }): Promise<Instance> {
  const server = createServer(app.callback()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adminUrl: undefined,
    async stop() {
      server.close();
      server.closeAllConnections();
      await close();
    },
  };
}
