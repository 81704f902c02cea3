import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { goods } from './goods';
import { afterPatience, patience } from './patience';

/** How one request of the load went: `good` only if status and every byte of the body were right. */
export type Outcome = 'good' | `answered ${number}` | 'wrong body' | 'broken off' | 'no answer';

export type Done = {
  readonly method: string;
  readonly path: string;
  readonly outcome: Outcome;
  /** Who answered, where the answer says so. */
  readonly backend: string | undefined;
  /** What the load was told was going on when the request ended. */
  readonly during: string;
};

export type Shoppers = { readonly method: string; readonly count: number; readonly pauseMs: number };

/** Clients that ask again and again, each with a pause between two requests, and check every answer. */
export class Load {
  readonly done: Done[] = [];
  during = '';
  readonly #port: number;
  readonly #host: string;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #workers: Promise<void>[] = [];
  #asked = 0;
  #isOver = false;

  constructor(port: number, host: string) {
    this.#port = port;
    this.#host = host;
  }

  start({ method, count, pauseMs }: Shoppers): void {
    for (let number = 0; number < count; number += 1) this.#workers.push(this.#work(method, pauseMs));
  }

  /** Resolves when the last requests have ended. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#workers);
    this.#agent.destroy();
  }

  /** The part of the last `count` GETs that a backend has answered; 0 as long as there are fewer. */
  shareOf(backend: string, count: number): number {
    const last: Done[] = [];
    for (let at = this.done.length - 1; at >= 0 && last.length < count; at -= 1) {
      const one = this.done[at];
      if (one?.method === 'GET') last.push(one);
    }
    return last.length < count ? 0 : last.filter((one) => one.backend === backend).length / count;
  }

  async #work(method: string, pauseMs: number): Promise<void> {
    while (!this.#isOver) {
      this.#asked += 1;
      const path = `/${method === 'GET' ? 'fruit' : 'orders'}/${this.#asked}`;
      const { outcome, backend } = await this.#ask(method, path);
      this.done.push({ method, path, outcome, backend, during: this.during });
      await pause(pauseMs);
    }
  }

  #ask(method: string, path: string): Promise<Pick<Done, 'outcome' | 'backend'>> {
    const { promise, resolve } = Promise.withResolvers<Pick<Done, 'outcome' | 'backend'>>();
    const headers = { Host: this.#host, ...(method === 'POST' ? { 'Content-Length': 9 } : {}) };
    const asked = request({ host: '127.0.0.1', port: this.#port, method, path, agent: this.#agent, headers });
    const calm = afterPatience(patience.moment, () => asked.destroy());
    asked.once('response', (answer) => collect(answer, (body) => resolve(judged(answer, body, goods(method, path)))));
    asked.on('error', () => resolve({ outcome: 'no answer', backend: undefined }));
    asked.end(method === 'POST' ? 'one mango' : undefined);
    return promise.finally(calm);
  }
}

function collect(answer: IncomingMessage, whole: (body: string) => void): void {
  const pieces: Buffer[] = [];
  answer.on('data', (piece: Buffer) => pieces.push(piece));
  answer.on('error', () => undefined);
  answer.once('close', () => whole(Buffer.concat(pieces).toString()));
}

function judged(answer: IncomingMessage, body: string, wanted: string): Pick<Done, 'outcome' | 'backend'> {
  const backend = answer.headers['x-backend'];
  const who = typeof backend === 'string' ? backend : undefined;
  if (!answer.complete) return { outcome: 'broken off', backend: who };
  if (answer.statusCode !== 200) return { outcome: `answered ${answer.statusCode ?? 0}`, backend: who };
  return { outcome: body === wanted ? 'good' : 'wrong body', backend: who };
}
