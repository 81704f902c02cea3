import type { Socket } from 'node:net';
import type { Backend } from '../../balancing/backend';
import type { Timer } from '../../clock';
import { Failure } from '../../errors';
import type { Outcome } from '../../resilience/outcome';
import type { AnswerHandler, AnswerHead, Attempt, UpstreamRequest } from '../../upstream/transport';
import type { ServingPool } from '../exchange';
import { outcomeOf } from './outcome-of';

/** What a service said: yes (2xx, without content), or the answer that says otherwise. Fields are flat. */
export type Reply = { readonly status: number; readonly headers: readonly string[]; readonly body: Buffer };

export type InquiryAttemptOptions = {
  readonly pool: ServingPool;
  readonly backend: Backend;
  /** The address of the client whose request it is about. */
  readonly client: string;
  /** Whether nothing has come before it that took of the time for an answer: a queue, or another attempt. */
  readonly hasAllTime: boolean;
  /** How long the content behind a yes may take. */
  readonly timeoutMs: number;
  readonly onReply: (reply: Reply) => void;
  readonly onFailure: (failure: Failure, outcome: Outcome) => void;
};

/** More content than this is no page that says no. */
const longestBody = 64 * 1024;

/** One try of a question at one backend. A yes counts as soon as its head is here; what follows it is read and thrown away. */
export class InquiryAttempt implements AnswerHandler {
  readonly #options: InquiryAttemptOptions;
  readonly #startedAt: number;
  readonly #trial: number;
  #isDecided = false;
  readonly #pieces: Buffer[] = [];
  #attempt: Attempt | undefined;
  #timer: Timer | undefined;
  #head: AnswerHead | undefined;
  #firstByteMs: number | undefined;
  #isConnected = false;
  #length = 0;
  #isOver = false;

  constructor(options: InquiryAttemptOptions) {
    this.#options = options;
    this.#startedAt = options.pool.clock.now();
    this.#trial = options.backend.trial;
  }

  start(question: UpstreamRequest): void {
    const { pool, backend } = this.#options;
    this.#attempt = pool.transportTo(backend).send(question, this);
    if (this.#isOver) this.#attempt.abort();
  }

  /** Gives up, unless all that is missing is content that nobody wants. */
  abort(): void {
    if (!this.#isYes) this.#giveUp(outcomeOf(this.#head?.status, undefined));
  }

  /** Gives up, and that is the fault of the backend, if it had all the time there was. */
  expire(): void {
    if (!this.#options.hasAllTime) {
      this.#giveUp({ kind: 'abandoned' });
      return;
    }
    this.#giveUp({ kind: 'failure', reason: this.#isConnected ? 'first_byte_timeout' : 'connect_timeout' });
  }

  onConnected(): void {
    this.#isConnected = true;
  }

  onSent(): void {}
  onInformation(): void {}

  onSwitch(_head: AnswerHead, socket: Socket): void {
    socket.destroy();
    this.#fail(new Failure('bad_answer', 'it switches protocols'));
  }

  onHead(head: AnswerHead): void {
    const { pool, timeoutMs } = this.#options;
    this.#firstByteMs = pool.clock.now() - this.#startedAt;
    // Nobody asked whether anything has changed.
    if (head.status < 200 || head.status > 599 || head.status === 304) {
      this.#fail(new Failure('bad_answer', `status ${head.status} is no answer to the question`));
      return;
    }
    this.#head = head;
    this.#decideTrial(head.status);
    if (!this.#isYes) return;
    this.#timer = pool.clock.setTimeout(() => this.#giveUp(outcomeOf(head.status, undefined)), timeoutMs);
    this.#options.onReply({ status: head.status, headers: head.headers, body: Buffer.alloc(0) });
  }

  onData(chunk: Buffer): void {
    this.#length += chunk.length;
    if (this.#length <= longestBody) {
      if (!this.#isYes) this.#pieces.push(chunk);
      return;
    }
    if (this.#isYes) this.#giveUp(outcomeOf(this.#head?.status, undefined));
    // A limit of ours: the service has answered.
    else this.#fail(new Failure('internal', `its answer is longer than ${longestBody} bytes`));
  }

  onEnd(): void {
    const { status = 0, headers = [] } = this.#head ?? {};
    this.#over(outcomeOf(status, undefined));
    if (!this.#isYes) this.#options.onReply({ status, headers, body: Buffer.concat(this.#pieces) });
  }

  onFailure(failure: Failure): void {
    const outcome = outcomeOf(this.#head?.status, failure);
    this.#over(outcome);
    if (!this.#isYes) this.#options.onFailure(failure, outcome);
  }

  #decideTrial(status: number): void {
    const { pool, backend, client } = this.#options;
    if (this.#trial === 0) return;
    this.#isDecided = true;
    pool.decideTrial(backend, { trial: this.#trial, status, startedAt: this.#startedAt, client });
  }

  get #isYes(): boolean {
    return this.#head !== undefined && this.#head.status < 300;
  }

  #fail(failure: Failure): void {
    if (this.#isOver) return;
    const outcome = outcomeOf(this.#head?.status, failure);
    this.#giveUp(outcome);
    this.#options.onFailure(failure, outcome);
  }

  #giveUp(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#attempt?.abort();
    this.#over(outcome);
  }

  #over(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { pool, backend, client } = this.#options;
    pool.clock.clearTimeout(this.#timer);
    const begun = { startedAt: this.#startedAt, trial: this.#trial, isDecided: this.#isDecided };
    pool.release(backend, { ...begun, outcome, firstByteMs: this.#firstByteMs, client });
  }
}
