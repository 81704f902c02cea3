import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Instance } from './instance';

/** Lets the server of an app of somebody's own listen on a free port; `close` is called as soon as it takes no more. */
export async function serve({ server, close }: { readonly server: Server; close(): Promise<void> }): Promise<Instance> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    adminUrl: undefined,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await close();
      await closed;
    },
  };
}
