import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const listener = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { host, flag } = workerData;
  const server = require('node:net').createServer().listen({ port: 0, host, backlog: 4096 }, () => {
    parentPort.postMessage({ port: server.address().port, fd: server._handle.fd });
    setImmediate(() => Atomics.wait(new Int32Array(flag), 0, 0));
  });
`;

/** A socket that listens and from which this process accepts nobody: its thread sleeps. It is there to be handed to others. */
export class HeldSocket {
  readonly port: number;
  readonly fd: number;
  readonly #worker: Worker;
  readonly #flag: SharedArrayBuffer;

  private constructor({ port, fd }: { port: number; fd: number }, worker: Worker, flag: SharedArrayBuffer) {
    this.port = port;
    this.fd = fd;
    this.#worker = worker;
    this.#flag = flag;
  }

  static async open(host = '127.0.0.1'): Promise<HeldSocket> {
    const flag = new SharedArrayBuffer(4);
    const worker = new Worker(listener, { eval: true, workerData: { host, flag } });
    const [place] = (await once(worker, 'message')) as [{ port: number; fd: number }];
    return new HeldSocket(place, worker, flag);
  }

  async close(): Promise<void> {
    Atomics.store(new Int32Array(this.#flag), 0, 1);
    Atomics.notify(new Int32Array(this.#flag), 0);
    await this.#worker.terminate();
  }
}
