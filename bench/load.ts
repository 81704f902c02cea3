import { connect, type Socket } from 'node:net';

/** What the load generator is asked to do; it stops at whichever of the two limits comes first. */
export type Load = { readonly port: number; readonly connections: number; readonly seconds: number; readonly requests: number };

export type Measured = { readonly requests: number; readonly seconds: number; readonly p99Ms: number };

export type Outcome = { readonly measured: Measured } | { readonly problem: string };

const endOfHead = Buffer.from('\r\n\r\n');

const request = [
  'GET /cart/7?colour=green HTTP/1.1',
  'Host: www.mango.com',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) bench',
  'Accept: text/html,application/xhtml+xml',
  'Accept-Encoding: gzip',
  'Accept-Language: en',
  'Cookie: session=0123456789abcdef',
  '\r\n',
].join('\r\n');

class Run {
  readonly #load: Load;
  readonly #latencies: Float64Array;
  readonly #startedAt = performance.now();
  #started = 0;
  #done = 0;

  constructor(load: Load) {
    this.#load = load;
    this.#latencies = new Float64Array(load.requests);
  }

  /** Rejects at the first answer that is not a complete 200. */
  async result(): Promise<Measured> {
    const { connections } = this.#load;
    const clients = Array.from({ length: connections }, () => new Client(this, this.#load.port));
    try {
      await Promise.all(clients.map((client) => client.finished));
    } finally {
      for (const client of clients) client.close();
    }
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const sorted = this.#latencies.subarray(0, this.#done).sort();
    return { requests: this.#done, seconds, p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN };
  }

  /** Whether there is another request to make. */
  take(now: number): boolean {
    if (this.#started === this.#load.requests || now - this.#startedAt >= this.#load.seconds * 1000) return false;
    this.#started += 1;
    return true;
  }

  record(latencyMs: number): void {
    this.#latencies[this.#done] = latencyMs;
    this.#done += 1;
  }
}

class Client {
  readonly finished: Promise<void>;
  readonly #run: Run;
  readonly #socket: Socket;
  #sentAt = 0;
  #head: Buffer | undefined;
  /** Bytes of content still to come; undefined while the head is. */
  #missing: number | undefined;
  #resolve: () => void = () => undefined;

  constructor(run: Run, port: number) {
    this.#run = run;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.finished = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#socket.once('error', reject);
      this.#socket.once('close', () => reject(new Error('a connection was closed')));
      this.#socket.once('connect', () => this.#ask());
      this.#socket.on('data', (chunk: Buffer) => {
        try {
          this.#take(chunk);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(): void {
    this.#sentAt = performance.now();
    if (!this.#run.take(this.#sentAt)) {
      this.#resolve();
      return;
    }
    this.#socket.write(request, 'latin1');
  }

  #take(chunk: Buffer): void {
    if (this.#missing === undefined) {
      this.#head = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf(endOfHead);
      if (end === -1) return;
      this.#missing = contentLength(this.#head.toString('latin1', 0, end)) - (this.#head.length - end - endOfHead.length);
      this.#head = undefined;
    } else {
      this.#missing -= chunk.length;
    }
    if (this.#missing > 0) return;
    this.#missing = undefined;
    this.#run.record(performance.now() - this.#sentAt);
    this.#ask();
  }
}

function contentLength(head: string): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (!head.startsWith('HTTP/1.1 200 ') || length === undefined) throw new Error(`an answer was not what a backend says: ${head}`);
  return Number(length);
}

async function answer(load: Load): Promise<Outcome> {
  try {
    return { measured: await new Run(load).result() };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

// The load generator: keep-alive connections over bare sockets, one request at a time on each, the next as soon as the answer is there.
process.on('message', (load: Load) => {
  void answer(load).then((outcome) => process.send?.(outcome));
});
process.once('disconnect', () => process.exit());
