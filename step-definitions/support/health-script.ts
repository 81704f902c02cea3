import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../src/clock';
import { type HeaderList, pairs } from './header-list';
import { until } from './eventually';
import { patience } from './patience';

/** What a backend says to one health check. */
export type CheckAnswer = { readonly status: number; readonly headers?: HeaderList; readonly body?: string };

/** A health check as the backend saw it. */
export type SeenCheck = {
  readonly method: string;
  readonly headers: HeaderList;
  /** By the clock of its scenario. */
  readonly at: number;
};

/**
 * The answers of a backend to its health checks: well by default.
 * A script says what the next checks get; the check after them is left without an answer,
 * so that what follows from just these checks can be looked at in peace.
 */
export class HealthScript {
  path = '/healthcheck';
  /** For how many milliseconds it thinks of an answer. */
  needsMs = 0;
  readonly seen: SeenCheck[] = [];
  readonly #clock: Clock;
  #standing: CheckAnswer = { status: 200 };
  #script: CheckAnswer[] = [];
  #holding = false;
  #held: ServerResponse | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Says this to every check from now on, the one that is waiting included. */
  say(answer: CheckAnswer): void {
    this.#standing = answer;
    this.#holding = false;
    this.#release();
  }

  /** Says these to the next checks, and leaves the one after them without an answer. */
  begin(answers: readonly CheckAnswer[]): void {
    this.#script = [...answers];
    this.#holding = true;
    this.#release();
  }

  /** Waits until this many checks have been answered and their results are in: the one after them has come. */
  async answered(count: number): Promise<void> {
    await until(`${count} health checks`, () => this.seen.length > count, patience.while);
  }

  /** Says these to the next checks and resolves when the check after the last of them has come, so that all have been counted. */
  async play(answers: readonly CheckAnswer[]): Promise<void> {
    this.begin(answers);
    await until(`${answers.length} health checks`, () => this.#held !== undefined && this.#script.length === 0, patience.while);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    this.seen.push({ method: request.method ?? '', headers: pairs(request.rawHeaders), at: this.#clock.now() });
    request.resume();
    const answer = this.#next();
    if (answer === undefined) {
      this.#held = response;
      return;
    }
    if (this.needsMs === 0) {
      speak(response, answer);
      return;
    }
    const timer = this.#clock.setTimeout(() => speak(response, answer), this.needsMs).unref();
    response.once('close', () => this.#clock.clearTimeout(timer));
  }

  #next(): CheckAnswer | undefined {
    if (!this.#holding) return this.#standing;
    return this.#script.shift();
  }

  #release(): void {
    const waiting = this.#held;
    this.#held = undefined;
    const answer = waiting === undefined ? undefined : this.#next();
    if (waiting !== undefined && answer !== undefined) speak(waiting, answer);
  }
}

function speak(response: ServerResponse, { status, headers = [], body = 'well' }: CheckAnswer): void {
  response.writeHead(status, headers.flat()).end(body);
}
