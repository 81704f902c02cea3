import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { MangroveProcess } from './mangrove-process';
import type { Measured } from './memory';

const pools = 300;
const reloads = 20;
/** Reloads after which the process has grown to its working size. */
const warmUps = 5;
/** A tunnel with its two connections takes some 55 KiB of the heap without any reload, its pool a few more; all pools take 2000. */
const mostKiB = 128;

/**
 * What a reload costs while a WebSocket goes on that was opened before it: the tunnel keeps its one pool and its two connections, and
 * nothing else of the configuration that it began with.
 */
export async function reloadMemory(): Promise<Measured> {
  const backend = await startBackend();
  const address = `127.0.0.1:${(backend.address() as AddressInfo).port}`;
  const mangrove = await MangroveProcess.start(generation(0, address));
  const tunnels: Socket[] = [];
  try {
    for (let reload = 1; reload <= warmUps; reload += 1) await mangrove.reload(generation(reload, address));
    const before = await mangrove.measure();
    for (let reload = 1; reload <= reloads; reload += 1) {
      tunnels.push(await openTunnel(mangrove.port));
      await mangrove.reload(generation(warmUps + reload, address));
    }
    const after = await mangrove.measure();
    if (tunnels.some(({ closed }) => closed)) throw new Error('a tunnel has ended');
    const value = (after.heapUsed - before.heapUsed) / reloads / 1024;
    return { what: `each of ${reloads} reloads of ${pools} pools with a WebSocket opened before it`, value, most: mostKiB, unit: 'KiB' };
  } finally {
    for (const tunnel of tunnels) tunnel.destroy();
    await mangrove.stop();
    backend.close();
  }
}

/** A config in which no pool is as it was in the one before. */
function generation(number: number, address: string): object {
  const hosts = Array.from({ length: pools }, (_, at) => ({
    host: `h${at}.test`,
    servers: [address],
    health: false,
    max_queue: 1 + number,
  }));
  return { hosts };
}

async function openTunnel(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: h0.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 101 ')) throw new Error(`no switch: ${head}`);
  return socket;
}

async function startBackend(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
