import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Backend } from '../../balancing/backend';
import type { Timer } from '../../clock';
import type { Interruptible, UnderWay } from '../../connection/under-way';
import { Failure } from '../../errors';
import { fieldValues } from '../../http/field-values';
import { backoffMs } from '../../resilience/backoff';
import type { Cost } from '../../resilience/budget';
import type { Outcome } from '../../resilience/outcome';
import { isBroken, isIdempotent } from '../../resilience/retry';
import { withoutClaimed } from '../../routing/claims';
import { trailersBeside } from '../../routing/edit-headers';
import type { RouteRules } from '../../routing/rules';
import type { RequestBody } from '../../upstream/body';
import { logsIn } from '../../upstream/connection-logins';
import type { AttemptRecord, Exchange, ServingPool } from '../exchange';
import type { RequestView } from '../request-view';
import { costOfMore } from './cost-of-more';
import { Delivery, type DeliveryOwner } from './delivery';
import { outcomeOf } from './outcome-of';
import type { Timekeeping } from './timekeeping';
import { whenClientDallies } from './trial-patience';

type HeaderEditsOfRoute = Pick<RouteRules, 'headers' | 'responseHeaders'>;

export type ForwardingOptions = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly pool: ServingPool;
  readonly time: Timekeeping;
  readonly request: RequestView;
  /** Filled in as attempts are made. */
  readonly attempts: AttemptRecord[];
  /** Where the time in the queue is noted. */
  readonly waits: Pick<Exchange, 'queueMs'>;
  /** The request as backends get it. */
  readonly forwarded: NonNullable<Exchange['forwarded']>;
  /** The codings of the content; undefined when its length is told. */
  readonly isChunked: boolean;
  /** What only this balancer may say of a client. */
  readonly claimed: ReadonlySet<string> | undefined;
  /** What the config changes in the header fields of the request, and of its answer: trailers say nothing else. */
  readonly edits: HeaderEditsOfRoute;
  /** The protocol to switch to. */
  readonly upgrade: string | undefined;
  readonly underWay: UnderWay;
  readonly body: RequestBody | undefined;
  /** Ends the client's connection, behind the answer that is under way on it. */
  readonly endClient: (client: Socket) => void;
  /** Changes the fields of a backend's answer before the client sees them. */
  readonly editHeaders: ((backend: Backend, fields: string[], status: number) => string[]) | undefined;
};

/**
 * One request's attempts: the first, retries one after the other, and a hedge beside them. The first answer that is good, or the
 * last there can be, goes to the client; every other attempt is given up.
 */
export class Forwarding implements DeliveryOwner, Interruptible {
  readonly #options: ForwardingOptions;
  /** The backend at which the client's connection is logged in; no other can serve it. */
  readonly #tied: Backend | undefined;
  readonly #running = new Map<Delivery, Backend>();
  readonly #tried: Backend[] = [];
  /** The backends at which an attempt ended as one does whose request has brought its backend down. */
  #broken: readonly Backend[] = [];
  /** An answer that another attempt may better; it is passed on when none does. */
  #held: Delivery | undefined;
  /** A place that is taken up only after a pause. */
  #paused: Backend | undefined;
  /** What that backend said of a trial when the place was given: its circuit may turn in the pause. */
  #pausedTrial = 0;
  /** What has been taken from the budget for an attempt that has not been sent yet. */
  #dueCost: Cost = 'free';
  #isEntering = false;
  #enteringSince = 0;
  #isPassing = false;
  #isOver = false;
  #wholeTimer: Timer | undefined;
  #hedgeTimer: Timer | undefined;
  #backoffTimer: Timer | undefined;
  /** Ends the looking whether the client of a trial sends its content. */
  #endWatch: (() => void) | undefined;
  // Two fields: with one closure over both, V8 promotes what belongs to requests that have ended (`make bench-garbage`).
  #resolve: () => void = () => undefined;
  #reject: (failure: Failure) => void = () => undefined;

  constructor(options: ForwardingOptions) {
    this.#options = options;
    this.#tied = options.pool.backendTiedTo(options.req.socket);
  }

  /** Resolves when the client has its answer; rejects with a `Failure` when it cannot have one, or not all of it. */
  run(): Promise<void> {
    const { pool, underWay, time } = this.#options;
    const { request: limitMs } = pool.timeouts;
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      underWay.attempts = this;
      pool.budget.requestStarted(time.clock.now());
      if (limitMs !== undefined)
        this.#wholeTimer = time.clock.setTimeout(() => this.#end(new Failure('request_timeout', `not done after ${limitMs} ms`)), limitMs);
      this.#attempt('free');
    });
  }

  get #now(): number {
    return this.#options.time.clock.now();
  }

  #attempt(cost: Cost): void {
    const { pool, request, res } = this.#options;
    this.#dueCost = cost;
    const entered = pool.admission.enter(this.#tied === undefined ? request : { tied: this.#tied }, this.#tried, res);
    if (!(entered instanceof Promise)) {
      this.#entered(entered);
      return;
    }
    this.#isEntering = true;
    this.#enteringSince = this.#now;
    void entered.then((later) => {
      if (!this.#isOver) this.#noteWait();
      this.#isEntering = false;
      this.#entered(later);
    });
  }

  #entered(entered: Backend | Failure): void {
    if (entered instanceof Failure) {
      this.#giveBackDue();
      this.#noMore(this.#tied !== undefined && entered.reason === 'no_backend' ? lost(this.#tied, entered) : entered);
      return;
    }
    if (this.#isOver) {
      this.#release(entered, undefined, { kind: 'abandoned' });
      return;
    }
    const times = this.#tried.filter((backend) => backend === entered).length;
    if (times === 0) {
      this.#dueCost = 'free';
      this.#send(entered);
      return;
    }
    this.#paused = entered;
    this.#pausedTrial = entered.trial;
    this.#backoffTimer = this.#options.time.clock.setTimeout(
      () => {
        this.#paused = undefined;
        this.#dueCost = 'free';
        this.#send(entered, this.#pausedTrial);
      },
      backoffMs(times, Math.random()),
    );
  }

  #send(backend: Backend, trial = backend.trial): void {
    const { pool, time, attempts, req, res, body, forwarded, isChunked, upgrade, editHeaders, edits, endClient } = this.#options;
    const record: AttemptRecord = { backend: backend.name };
    attempts.push(record);
    this.#tried.push(backend);
    const delivery = new Delivery({
      owner: this,
      res,
      record,
      timeouts: pool.timeouts,
      time,
      editHeaders: editHeaders && ((fields, status) => editHeaders(backend, fields, status)),
      trailerEdits: edits.responseHeaders,
      body,
      upgrade,
    });
    delivery.trial = trial;
    this.#running.set(delivery, backend);
    if (trial !== 0 && body !== undefined) this.#watchTrial(delivery, backend, body);
    const isTied = this.#tied !== undefined;
    if (this.#tried.length === 1 && pool.hedgeAfterMs !== undefined && body === undefined && upgrade === undefined && !isTied)
      this.#hedgeTimer = time.clock.setTimeout(() => this.#hedge(), pool.hedgeAfterMs);
    delivery.start(pool.transportTo(backend), {
      method: req.method ?? 'GET',
      path: forwarded.path,
      headers: forwarded.headers,
      body: body?.open(),
      continueMs: body?.isUnasked ? pool.timeouts.continue : undefined,
      isChunked,
      trailers: isChunked ? () => this.#trailers() : undefined,
      upgrade,
      client: req.socket,
      endClient,
      isOnTie: isTied,
    });
  }

  /** A client that does not send its content must not keep others from the trials. */
  #watchTrial(delivery: Delivery, backend: Backend, body: RequestBody): void {
    this.#endWatch?.();
    this.#endWatch = whenClientDallies(body, this.#options.time.clock, () => {
      if (!this.#running.has(delivery) || delivery.isDecided) return;
      const { trial } = delivery;
      delivery.trial = 0;
      this.#options.pool.leaveTrial(backend, trial);
    });
  }

  #noteWait(): void {
    const { waits } = this.#options;
    waits.queueMs = (waits.queueMs ?? 0) + this.#now - this.#enteringSince;
  }

  #trailers(): string[] {
    const { req, request, claimed, edits } = this.#options;
    const fields = trailersBeside(edits.headers ?? [], request.trailers(req.rawTrailers));
    return claimed === undefined ? fields : withoutClaimed(fields, claimed);
  }

  /** A second attempt beside a slow first one, and only at another backend (Dean and Barroso, "The Tail at Scale", 2013). */
  #hedge(): void {
    const { pool, request } = this.#options;
    if (this.#isPassing || this.#racing !== 1 || !isIdempotent(this.#nature)) return;
    const picked = pool.pool.pick(request, this.#tried);
    if (picked.kind !== 'backend' || this.#tried.includes(picked.backend) || !pool.budget.take(this.#now)) return;
    picked.backend.begin();
    this.#send(picked.backend);
  }

  interrupt(failure: Failure): void {
    this.#end(failure);
  }

  onHead(delivery: Delivery, status: number): 'pass' | 'hold' {
    if (delivery.trial !== 0) this.#decideTrial(delivery, status);
    const better = this.#betterThan(delivery, status);
    if (better !== undefined) {
      this.#giveUp(this.#held);
      this.#held = delivery;
      this.#options.body?.rest();
      if (better !== 'under way') this.#entered(better);
      return 'hold';
    }
    this.#choose(delivery);
    return 'pass';
  }

  /** From here on the time limits are those of the tunnel. */
  onSwitch(delivery: Delivery): void {
    if (delivery.trial !== 0) this.#decideTrial(delivery, 101);
    this.#options.time.clock.clearTimeout(this.#wholeTimer);
    this.#choose(delivery);
  }

  /** What comes behind the head may take hours, and tells nothing more of whether the backend is well. */
  #decideTrial(delivery: Delivery, status: number): void {
    const { trial, startedAt, isDecided } = delivery;
    const backend = this.#running.get(delivery);
    if (backend === undefined || isDecided) return;
    delivery.isDecided = true;
    this.#endWatch?.();
    const { pool, request } = this.#options;
    pool.decideTrial(backend, { trial, status, startedAt, client: request.ip });
  }

  /** The client gets what this attempt has brought: all others are given up. */
  #choose(delivery: Delivery): void {
    this.#isPassing = true;
    for (const other of [...this.#running.keys()]) if (other !== delivery) this.#giveUp(other);
  }

  /**
   * The attempt that may better an answer: one under way, or a place for another. An answer in hand does not wait in the queue for
   * one: those held by all who wait would fill the very places they wait for.
   */
  #betterThan(delivery: Delivery, status: number): Backend | 'under way' | undefined {
    if (!this.#options.pool.retry.retryOn.has(status as 502 | 503 | 504)) return undefined;
    // The connection is tied to the client's by now.
    if (logsIn(this.#options.forwarded.headers)) return undefined;
    return this.#racing > 1 ? 'under way' : this.#placeAtOnce({ kind: 'answer', status, retryAfterMs: delivery.retryAfterMs });
  }

  /** A place for another attempt if that is allowed and nobody has to wait for it. */
  #placeAtOnce(outcome: Outcome): Backend | undefined {
    const { pool, request } = this.#options;
    const cost = this.#costOfMore(outcome);
    if (cost === undefined) return undefined;
    const backend = pool.admission.enterAtOnce(request, this.#tried);
    this.#dueCost = cost;
    if (backend === undefined) this.#giveBackDue();
    return backend;
  }

  onOver(delivery: Delivery, failure: Failure | undefined): void {
    const outcome = outcomeOf(delivery.status, failure);
    if (isBroken(outcome)) this.#broken = withBroken(this.#broken, this.#running.get(delivery));
    this.#forget(delivery, outcome);
    if (this.#isOver) return;
    // What proves bad in the packet it began in has been chosen, and not been seen.
    if (failure?.reason === 'bad_answer' && !this.#options.res.headersSent) this.#isPassing = false;
    if (this.#isPassing || failure === undefined) {
      this.#end(failure);
      return;
    }
    if (this.#racing > 0) return;
    if (this.#held === undefined) {
      const cost = this.#costOfMore(outcome);
      if (cost === undefined) this.#noMore(failure);
      else this.#attempt(cost);
      return;
    }
    const backend = this.#placeAtOnce(outcome);
    if (backend === undefined) this.#noMore(failure);
    else this.#entered(backend);
  }

  /** The last real answer is better than none. */
  #noMore(failure: Failure): void {
    if (this.#isOver || this.#racing > 0) return;
    if (this.#held === undefined) {
      this.#end(this.#explained(failure));
      return;
    }
    this.#isPassing = true;
    // A client that sends all before it reads would wait for ever.
    this.#options.body?.discard();
    this.#held.pass();
  }

  /** A pool that is used in panic, and of which nobody can even be reached, has no usable backend. */
  #explained(failure: Failure): Failure {
    const { pool, attempts } = this.#options;
    const neverReached = attempts.every(({ reason }) => reason === 'connect_failed');
    if (!neverReached || attempts.length === 0 || pool.pool.backends.some((backend) => backend.answering)) return failure;
    return new Failure('no_backend', `no usable backend in pool "${pool.name}": ${failure.message}`, { cause: failure });
  }

  /** Attempts that may still bring an answer: not the held one. */
  get #racing(): number {
    const held = this.#held === undefined ? 0 : 1;
    const coming = this.#isEntering || this.#paused !== undefined ? 1 : 0;
    return this.#running.size - held + coming;
  }

  /** Undefined where there is to be no other attempt. */
  #costOfMore(outcome: Outcome): Cost | undefined {
    const { pool, body } = this.#options;
    if (this.#tied !== undefined) return undefined;
    const progress = {
      ...this.#nature,
      attempts: this.#tried.length,
      broken: this.#broken.length,
      answerStarted: this.#isPassing,
      bodyReplayable: body?.replayable ?? true,
    };
    return costOfMore(pool, progress, outcome);
  }

  /** What tells whether the request is safe to repeat: a key is worth something only where backends see it. */
  get #nature() {
    const { request, forwarded } = this.#options;
    return { method: request.method, hasIdempotencyKey: fieldValues(forwarded.headers, 'idempotency-key').some((key) => key !== '') };
  }

  #end(failure: Failure | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#isEntering) this.#noteWait();
    const { body, underWay, time } = this.#options;
    underWay.attempts = undefined;
    time.clock.clearTimeout(this.#wholeTimer);
    time.clock.clearTimeout(this.#hedgeTimer);
    time.clock.clearTimeout(this.#backoffTimer);
    this.#endWatch?.();
    for (const delivery of [...this.#running.keys()]) this.#giveUp(delivery);
    if (this.#paused !== undefined) this.#release(this.#paused, undefined, { kind: 'abandoned' });
    this.#giveBackDue();
    body?.discard();
    if (failure === undefined) this.#resolve();
    else this.#reject(failure);
  }

  /** An attempt that is not made costs nothing. */
  #giveBackDue(): void {
    this.#options.pool.budget.giveBack(this.#dueCost);
    this.#dueCost = 'free';
  }

  #giveUp(delivery: Delivery | undefined): void {
    if (delivery === undefined) return;
    delivery.abort();
    this.#forget(delivery, outcomeOf(delivery.status, undefined));
  }

  /** Takes an attempt off the list and tells the pool how it ended. */
  #forget(delivery: Delivery, outcome: Outcome): void {
    const backend = this.#running.get(delivery);
    if (backend === undefined) return;
    this.#running.delete(delivery);
    if (this.#held === delivery) this.#held = undefined;
    this.#release(backend, delivery, outcome);
  }

  #release(backend: Backend, delivery: Delivery | undefined, outcome: Outcome): void {
    const { pool, request } = this.#options;
    // One that waited for its turn has not begun.
    const untold = backend === this.#paused ? this.#pausedTrial : backend.trial;
    const { startedAt = 0, firstByteMs, trial = untold, isDecided = false } = delivery ?? {};
    pool.release(backend, { outcome, startedAt, firstByteMs, trial, isDecided, client: request.ip });
  }
}

function withBroken(before: readonly Backend[], backend: Backend | undefined): readonly Backend[] {
  return backend === undefined || before.includes(backend) ? before : [...before, backend];
}

/** The client logs in again, on a connection of its own, and may then be served elsewhere. */
function lost({ name }: Backend, cause: Failure): Failure {
  return new Failure('connection_lost', `${name}, where the client is logged in, cannot be used any more`, { cause });
}
