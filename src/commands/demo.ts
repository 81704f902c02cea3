import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DestinationStream } from 'pino';
import { systemClock, type Timer } from '../clock';
import { parseConfig } from '../config/load';
import { formatProblems } from '../config/problems';
import type { Config } from '../config/schema';
import { type HandedIn, type Running, start } from '../server';

const names = ['Alphonso', 'Kesar', 'Ataulfo'] as const;
const napMs = 15_000;

/** The mango shop: three backends in this process, and a balancer before them. Stopping it stops the backends too. */
export async function startDemo(options: {
  readonly override: (config: Config) => Config;
  readonly log: DestinationStream;
  readonly handedIn: HandedIn | undefined;
}): Promise<Running> {
  const backends = await Promise.all(names.map(startBackend));
  const loaded = parseConfig(configFor(backends.map((backend) => backend.port)), 'demo');
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  const closeBackends = () => Promise.all(backends.map((backend) => backend.close()));
  try {
    const running = await start(options.override(loaded.config), {
      log: options.log,
      warnings: loaded.warnings,
      handedIn: options.handedIn,
    });
    process.stderr.write(welcome(running));
    return {
      ...running,
      async stop() {
        await running.stop();
        await closeBackends();
      },
    };
  } catch (error) {
    await closeBackends();
    throw error;
  }
}

function configFor([alphonso, kesar, ataulfo]: readonly number[]): string {
  return `
paths:
  - path: /
    servers:
      - {name: Alphonso, address: "127.0.0.1:${alphonso}"}
      - {name: Kesar, address: "127.0.0.1:${kesar}"}
      - {name: Ataulfo, address: "127.0.0.1:${ataulfo}"}
    health: {path: /healthcheck, interval: 1s, fall: 2}
  - path: /once
    retries: 0
    servers:
      - {name: Alphonso, address: "127.0.0.1:${alphonso}"}
      - {name: Kesar, address: "127.0.0.1:${kesar}"}
      - {name: Ataulfo, address: "127.0.0.1:${ataulfo}"}
    health: {path: /healthcheck, interval: 1s, fall: 2}
  - path: /cart
    servers:
      - {name: Kesar, address: "127.0.0.1:${kesar}"}
    health: {path: /healthcheck, interval: 1s, fall: 2}
`;
}

function welcome({ url, adminUrl }: Running): string {
  // With sockets that were handed in, the port of the status API may be another process's yet.
  const status = adminUrl === undefined ? [] : [[`${adminUrl}/status`, 'routes, pools and backends as they are now'] as const];
  const tries = [
    [`${url}/`, 'hello from each of the three in turn'],
    [`${url}/cart/7`, 'a path with a backend of its own'],
    [`${url}/nap`, `the backend that answers goes away for ${napMs / 1000} s; the others take over`],
    ...status,
  ] as const;
  const width = Math.max(...tries.map(([what]) => what.length));
  return `
Mangrove balances a small mango shop of three backends. Try, in another terminal:

${tries.map(([what, shows]) => `  curl ${what.padEnd(width)}  ${shows}`).join('\n')}

Ctrl+C stops it. With a mangrove.yaml in this folder, that is served in place of the demo.

`;
}

/** A backend that says hello with its name. Asked for /nap it stops listening for a while, as if it had died. */
async function startBackend(name: string): Promise<{ readonly port: number; close(): Promise<void> }> {
  let wake: Timer | undefined;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/nap') {
      response.once('close', () => nap());
      response.setHeader('Connection', 'close');
    }
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
    response.end(sentence(name, request.url ?? '/'));
  });
  const port = await listen(server, 0);

  function nap(): void {
    if (wake !== undefined) return;
    server.close();
    server.closeAllConnections();
    wake = systemClock.setTimeout(() => {
      wake = undefined;
      void listen(server, port);
    }, napMs);
  }

  return {
    port,
    async close() {
      systemClock.clearTimeout(wake);
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function sentence(name: string, url: string): string {
  if (url === '/') return `hello from ${name}\n`;
  if (url === '/nap') return `${name} takes a nap for ${napMs / 1000} s\n`;
  return `hello from ${name}, asked for ${url}\n`;
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
