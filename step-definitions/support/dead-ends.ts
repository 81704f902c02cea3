import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/**
 * A port of 127.0.0.1 on which nothing listens, and on which nothing will: it is the near end of a connection that stays open
 * for as long as this process lives.
 */
export async function closedPort(): Promise<number> {
  sink ??= openSink();
  const socket = connect(await sink, '127.0.0.1').unref();
  await once(socket, 'connect');
  return (socket.address() as AddressInfo).port;
}

/**
 * Keeps a port of this machine on which somebody has listened: the system gives it to nobody who asks for any port, such as another
 * scenario that runs beside this one, until the returned function is called. Who asks for just this port may have it.
 */
export async function holdPort(host: string, port: number): Promise<() => void> {
  if (host.includes(':')) return () => undefined;
  sink ??= openSink();
  const socket = connect({ host: '127.0.0.1', port: await sink, localAddress: host, localPort: port }).unref();
  // It fails where somebody has the port already.
  await once(socket, 'connect').catch(() => undefined);
  return () => void socket.destroy();
}

/** A port of 127.0.0.1 that can be listened on: it was bound a moment ago and closed. */
export async function freePort(): Promise<number> {
  return canListen(0);
}

/** Throws the system's error when somebody listens on this port of 127.0.0.1; gives the port, also of 0. */
export async function canListen(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

let sink: Promise<number> | undefined;

async function openSink(): Promise<number> {
  const server = createServer((socket) => socket.unref().resume())
    .listen(0, '127.0.0.1')
    .unref();
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const listener = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(workerData), 0, 0));
  });
`;

/**
 * An address at which no connection is ever established, like that of a host behind a firewall that drops packets:
 * its listener sleeps and its queue of new connections is full, so the kernel ignores all further attempts.
 */
export class BlackHole {
  readonly port: number;
  readonly #worker: Worker;
  readonly #flag: SharedArrayBuffer;
  readonly #queued: readonly Socket[];

  private constructor(port: number, worker: Worker, flag: SharedArrayBuffer, queued: readonly Socket[]) {
    this.port = port;
    this.#worker = worker;
    this.#flag = flag;
    this.#queued = queued;
  }

  static async open(): Promise<BlackHole> {
    const flag = new SharedArrayBuffer(4);
    const worker = new Worker(listener, { eval: true, workerData: flag });
    const [port] = (await once(worker, 'message')) as [number];
    const queued = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(queued.slice(0, 2).map((socket) => once(socket, 'connect')));
    return new BlackHole(port, worker, flag, queued);
  }

  async close(): Promise<void> {
    for (const socket of this.#queued) socket.destroy();
    Atomics.store(new Int32Array(this.#flag), 0, 1);
    Atomics.notify(new Int32Array(this.#flag), 0);
    await this.#worker.terminate();
  }
}
