import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { contentOf } from '../../test/edge/soak-content';
import { type Arrival, arrivals } from './arrivals';

/** What became of a request: a whole right answer, or the way in which it failed. `503` and its like are answers that are no success. */
export type Result = 'good' | 'refused' | 'reset' | 'cut' | 'looks complete' | 'wrong content' | 'no answer in time' | `${number}`;

export type Done = {
  readonly arrival: Arrival;
  readonly result: Result;
  /** When it was to be made, by `performance.now()`. */
  readonly intendedAt: number;
  /** From then until it was over. */
  readonly ms: number;
  readonly backend: string | undefined;
};

/** How long a client waits for the whole of its answer. */
export const patienceMs = 10_000;

const content = Buffer.alloc(2048, 'mango ');

/**
 * Open loop: requests are made when they are due, however long those before them take, and waited for from the time at which they
 * were due (no coordinated omission).
 */
export class Load {
  readonly #port: number;
  readonly #arrivals: Generator<Arrival, never>;
  readonly #done: (done: Done) => void;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #underWay = new Set<Promise<void>>();

  constructor(port: number, { rate, seed }: { readonly rate: number; readonly seed: number }, done: (done: Done) => void) {
    this.#port = port;
    this.#arrivals = arrivals(rate, seed);
    this.#done = done;
  }

  /** Resolves when the signal has said so and what was under way then is over. */
  async run(signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    for (;;) {
      const { value: arrival } = this.#arrivals.next();
      const intendedAt = startedAt + arrival.atMs;
      const earlyMs = intendedAt - performance.now();
      if (earlyMs > 1) await pause(earlyMs);
      if (signal.aborted) break;
      const made = this.#make(arrival, intendedAt);
      this.#underWay.add(made);
      void made.then(() => this.#underWay.delete(made));
    }
    await Promise.all(this.#underWay);
    this.#agent.destroy();
  }

  /** Resolves when what is under way now is over. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #make(arrival: Arrival, intendedAt: number): Promise<void> {
    const answer = await this.#ask(arrival, arrival.isKept);
    this.#done({ arrival, intendedAt, ms: performance.now() - intendedAt, ...answer });
  }

  #ask(arrival: Arrival, isKept: boolean): Promise<Pick<Done, 'result' | 'backend'>> {
    const { method, nonce, size, framing } = arrival;
    return new Promise((resolve) => {
      let answer: IncomingMessage | undefined;
      let isLate = false;
      const asked = request({
        port: this.#port,
        host: '127.0.0.1',
        method,
        path: `/${nonce}/${size}/${framing}`,
        headers: { Host: 'www.mango.com', ...(method === 'POST' ? { 'Content-Length': content.length } : {}) },
        agent: isKept ? this.#agent : false,
      });
      const impatience = setTimeout(() => {
        isLate = true;
        asked.destroy();
      }, patienceMs);
      const settle = (result: Result) => {
        clearTimeout(impatience);
        resolve({ result: isLate ? 'no answer in time' : result, backend: answer?.headers['x-backend']?.toString() });
      };
      asked.once('response', (response) => {
        answer = response;
        hear(response, arrival, settle);
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        // A connection that was closed just before it was used says nothing of the request: clients ask again (RFC 9110 §9.2.2).
        if (answer === undefined && asked.reusedSocket && !isLate) {
          clearTimeout(impatience);
          void this.#ask(arrival, false).then(resolve);
          return;
        }
        settle(error.code === 'ECONNREFUSED' ? 'refused' : answer === undefined ? 'reset' : 'cut');
      });
      asked.end(method === 'POST' ? content : undefined);
    });
  }
}

/** Reads an answer to its end, and compares it with what it should be. */
function hear(response: IncomingMessage, { nonce, size }: Arrival, settle: (result: Result) => void): void {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => settle('cut'));
  response.once('end', () => {
    if (!response.complete) settle('cut');
    else if (response.statusCode !== 200) settle(`${response.statusCode ?? 0}`);
    else settle(judge(Buffer.concat(chunks), Buffer.concat([...contentOf(nonce, size)])));
  });
}

function judge(got: Buffer, expected: Buffer): Result {
  if (got.equals(expected)) return 'good';
  return got.length < expected.length ? 'looks complete' : 'wrong content';
}
