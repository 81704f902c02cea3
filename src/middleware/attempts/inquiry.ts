import { EventEmitter } from 'node:events';
import type { Backend } from '../../balancing/backend';
import type { Timer } from '../../clock';
import type { Interruptible, UnderWay } from '../../connection/under-way';
import { Failure } from '../../errors';
import { fieldValues } from '../../http/field-values';
import type { Cost } from '../../resilience/budget';
import type { Outcome } from '../../resilience/outcome';
import { isBroken } from '../../resilience/retry';
import type { UpstreamRequest } from '../../upstream/transport';
import type { ServingPool } from '../exchange';
import type { RequestView } from '../request-view';
import { costOfMore } from './cost-of-more';
import { InquiryAttempt, type Reply } from './inquiry-attempt';
import { retryAfterMs } from './retry-after';

export type InquiryOptions = {
  readonly pool: ServingPool;
  /** By what the pool chooses a backend. */
  readonly request: RequestView;
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
  /** Those that it may have brought down. */
  readonly #broken = new Set<Backend>();
  #attempt: InquiryAttempt | undefined;
  /** An answer that another attempt may better. */
  #held: Reply | undefined;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(options: InquiryOptions) {
    this.#options = options;
  }

  /** Rejects with `auth_unavailable` where there is no answer, or with what the request was interrupted for. */
  run(): Promise<Reply> {
    const { pool, timeoutMs, underWay } = this.#options;
    underWay.attempts = this;
    pool.budget.requestStarted(pool.clock.now());
    this.#timer = pool.clock.setTimeout(() => setImmediate(() => this.#expire()), timeoutMs);
    void this.#ask('free');
    return this.#reply.promise;
  }

  interrupt(failure: Failure): void {
    if (this.#finish()) this.#reply.reject(failure);
  }

  /** `cost` has been taken from the budget. */
  async #ask(cost: Cost): Promise<void> {
    const { pool, question, timeoutMs } = this.#options;
    const entering = this.#held === undefined ? this.#enter() : this.#enterAtOnce();
    const hasAllTime = this.#tried.length === 0 && !(entering instanceof Promise);
    const entered = await entering;
    if (entered instanceof Failure) {
      pool.budget.giveBack(cost);
      this.#fail(entered.message, entered);
      return;
    }
    this.#tried.push(entered);
    this.#attempt = new InquiryAttempt({
      pool,
      backend: entered,
      client: this.#options.request.ip,
      hasAllTime,
      timeoutMs,
      onReply: (reply) => this.#replied(reply),
      onFailure: (failure, outcome) => this.#failed(entered, failure, outcome),
    });
    if (!this.#isOver) {
      this.#attempt.start(question);
      return;
    }
    pool.budget.giveBack(cost);
    this.#attempt.abort();
  }

  #enter() {
    const { pool, request } = this.#options;
    return pool.admission.enter(request, this.#tried, this.#leaving);
  }

  /** An answer in hand does not wait for a better one. */
  #enterAtOnce(): Backend | Failure {
    const { pool, request } = this.#options;
    return pool.admission.enterAtOnce(request, this.#tried) ?? new Failure('queue_full', 'no place at once');
  }

  #replied(reply: Reply): void {
    if (this.#isOver) return;
    const { status, headers } = reply;
    const [retryAfter] = status === 503 ? fieldValues(headers, 'retry-after') : [];
    const cost = this.#costOfMore({ kind: 'answer', status, retryAfterMs: retryAfterMs(retryAfter, this.#options.pool.clock.wallTime()) });
    this.#held = reply;
    if (cost === undefined) this.#settle(reply);
    else void this.#ask(cost);
  }

  #failed(backend: Backend, failure: Failure, outcome: Outcome): void {
    if (this.#isOver) return;
    if (isBroken(outcome)) this.#broken.add(backend);
    const cost = this.#costOfMore(outcome);
    if (cost === undefined) this.#fail(failure.message, failure);
    else void this.#ask(cost);
  }

  /** Undefined where there is to be no other attempt. */
  #costOfMore(outcome: Outcome): Cost | undefined {
    const { pool, question } = this.#options;
    const progress = {
      method: question.method,
      hasIdempotencyKey: false,
      attempts: this.#tried.length,
      broken: this.#broken.size,
      answerStarted: false,
      bodyReplayable: true,
    };
    return costOfMore(pool, progress, outcome);
  }

  #expire(): void {
    if (this.#isOver) return;
    this.#attempt?.expire();
    this.#fail(`no answer within ${this.#options.timeoutMs} ms`);
  }

  #settle(reply: Reply): void {
    if (this.#finish()) this.#reply.resolve(reply);
  }

  /** The last real answer is better than none. */
  #fail(message: string, cause?: Failure): void {
    if (this.#held !== undefined) this.#settle(this.#held);
    else if (this.#finish())
      this.#reply.reject(new Failure('auth_unavailable', `pool "${this.#options.pool.name}": ${message}`, { cause }));
  }

  /** Whether it was not over yet. */
  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#options.pool.clock.clearTimeout(this.#timer);
    this.#options.underWay.attempts = undefined;
    this.#attempt?.abort();
    this.#leaving.emit('close');
    return true;
  }
}
