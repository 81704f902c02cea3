import { EventEmitter } from 'node:events';
import type { Backend } from '../../balancing/backend';
import type { PickRequest } from '../../balancing/pool';
import type { Interruptible, UnderWay } from '../../connection/under-way';
import { Failure } from '../../errors';
import type { Cost } from '../../resilience/budget';
import type { Outcome } from '../../resilience/outcome';
import { mayRetry } from '../../resilience/retry';
import type { UpstreamRequest } from '../../upstream/transport';
import type { ServingPool } from '../exchange';
import { InquiryAttempt, type Reply } from './inquiry-attempt';

export type InquiryOptions = {
  readonly pool: ServingPool;
  /** By what the pool chooses a backend. */
  readonly request: PickRequest;
  /** A request that does no harm when it is sent twice, and has no content. */
  readonly question: UpstreamRequest;
  readonly timeoutMs: number;
  readonly underWay: UnderWay;
};

/**
 * A question that this balancer puts to a pool before it serves a request: through the pool's queue, its limits and its retries.
 * Whoever asked it may leave, which ends it.
 */
export class Inquiry implements Interruptible {
  readonly #options: InquiryOptions;
  readonly #reply = Promise.withResolvers<Reply>();
  readonly #leaving = new EventEmitter();
  readonly #tried: Backend[] = [];
  #attempt: InquiryAttempt | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** Rejects with `auth_unavailable` where there is no answer, or with what the request was interrupted for. */
  run(): Promise<Reply> {
    const { pool, timeoutMs, underWay } = this.#options;
    underWay.attempts = this;
    pool.budget.requestStarted(performance.now());
    this.#timer = setTimeout(() => this.#expire(), timeoutMs);
    void this.#ask('free');
    return this.#reply.promise;
  }

  interrupt(failure: Failure): void {
    if (this.#finish()) this.#reply.reject(failure);
  }

  /** `cost` has been taken from the budget. */
  async #ask(cost: Cost): Promise<void> {
    const { pool, request, question, timeoutMs } = this.#options;
    const entered = await pool.admission.enter(request, this.#tried, this.#leaving);
    if (entered instanceof Failure) {
      pool.budget.giveBack(cost);
      this.#fail(entered.message, entered);
      return;
    }
    this.#tried.push(entered);
    this.#attempt = new InquiryAttempt({
      pool,
      backend: entered,
      timeoutMs,
      onReply: (reply) => {
        if (this.#finish()) this.#reply.resolve(reply);
      },
      onFailure: (failure, outcome) => this.#failed(failure, outcome),
    });
    if (this.#isOver) this.#attempt.abort();
    else this.#attempt.start(question);
  }

  #failed(failure: Failure, outcome: Outcome): void {
    if (this.#isOver) return;
    const { pool, question } = this.#options;
    const progress = {
      method: question.method,
      hasIdempotencyKey: false,
      attempts: this.#tried.length,
      answerStarted: false,
      bodyReplayable: true,
    };
    const cost = mayRetry(progress, outcome, pool.retry) ? pool.budget.takeAfter(outcome, performance.now()) : undefined;
    if (cost === undefined) this.#fail(failure.message, failure);
    else void this.#ask(cost);
  }

  #expire(): void {
    this.#attempt?.expire();
    this.#fail(`no answer within ${this.#options.timeoutMs} ms`);
  }

  #fail(message: string, cause?: Failure): void {
    if (this.#finish()) this.#reply.reject(new Failure('auth_unavailable', `pool "${this.#options.pool.name}": ${message}`, { cause }));
  }

  /** Whether it was not over yet. */
  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#options.underWay.attempts = undefined;
    this.#attempt?.abort();
    this.#leaving.emit('close');
    return true;
  }
}
