import type { EventEmitter } from 'node:events';
import type { Backend } from '../balancing/backend';
import type { Pick, PickRequest, Pool } from '../balancing/pool';
import type { Clock, Timer } from '../clock';
import { Failure } from '../errors';
import type { Admission as Gate } from '../middleware/exchange';
import { WaitingLine } from '../resilience/queue';
import type { Crowd } from './crowd';

type Waiter = { readonly request: PickRequest; readonly tried: readonly Backend[]; readonly settle: (entered: Backend | Failure) => void };

export type QueueSettings = {
  /** How many may wait, in all queues for the same backends. */
  readonly limit: number;
  /** How long each may wait. */
  readonly timeoutMs: number;
};

/** Lets requests in to the backends of a pool: at once, after waiting for a place, or not at all. */
export class Admission implements Gate {
  readonly #pool: Pool;
  readonly #line: WaitingLine<Waiter>;
  readonly #limit: number;
  readonly #crowd: Crowd;
  readonly #clock: Clock;
  #timer: Timer | undefined;

  /** All who wait in the crowd count for the limit of this queue; `serve` is to be called when there may be room. */
  constructor(pool: Pool, { limit, timeoutMs }: QueueSettings, crowd: Crowd, clock: Clock) {
    this.#pool = pool;
    this.#crowd = crowd;
    this.#clock = clock;
    this.#limit = limit;
    this.#line = new WaitingLine(timeoutMs);
    pool.onFlip(() => this.serve());
    pool.onShare(() => this.serve());
  }

  /** How many wait. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Who has to wait is served first come, first served. */
  enter(request: PickRequest, tried: readonly Backend[], client: EventEmitter): Backend | Failure | Promise<Backend | Failure> {
    // Nobody overtakes those who wait, but for a backend that only others can use.
    if (this.#line.size > 0) {
      const entered = this.#wait(request, tried, client);
      if (this.#line.peek()?.request.tied !== undefined) this.serve();
      return entered;
    }
    const picked = this.#pool.pick(request, tried);
    return picked.kind === 'full' ? this.#wait(request, tried, client) : this.#admit(picked);
  }

  enterAtOnce(request: PickRequest, tried: readonly Backend[]): Backend | undefined {
    if (this.#line.size > 0) return undefined;
    const picked = this.#pool.pick(request, tried);
    const entered = picked.kind === 'full' ? undefined : this.#admit(picked);
    return entered instanceof Failure ? undefined : entered;
  }

  /** Lets in whoever there is room for now. */
  serve(): void {
    for (const place of this.#line.places()) {
      const { request, tried, settle } = place.item;
      const picked = this.#pool.pick(request, tried);
      if (picked.kind !== 'full') {
        this.#line.leave(place);
        settle(this.#admit(picked));
      } else if (request.tied === undefined) return;
    }
    if (this.#line.size === 0) this.#clearTimer();
  }

  #admit(picked: Exclude<Pick, { kind: 'full' }>): Backend | Failure {
    if (picked.kind === 'none') return new Failure('no_backend', `no usable backend in pool "${this.#pool.name}"`);
    picked.backend.begin();
    return picked.backend;
  }

  #wait(request: PickRequest, tried: readonly Backend[], client: EventEmitter): Failure | Promise<Backend | Failure> {
    if (this.#crowd.waiting >= this.#limit)
      return new Failure('queue_full', `as many requests wait for pool "${this.#pool.name}" as may: ${this.#limit}`);
    const { promise: entered, resolve: settle } = Promise.withResolvers<Backend | Failure>();
    const place = this.#line.join({ request, tried, settle }, this.#clock.now());
    const leave = () => {
      if (this.#line.leave(place)) settle(new Failure('client_gone', 'the client left the queue'));
      if (this.#line.size === 0) this.#clearTimer();
    };
    client.once('close', leave);
    void entered.then(() => client.off('close', leave));
    this.#setTimer();
    this.#crowd.join(this);
    return entered;
  }

  #setTimer(): void {
    const { nextDeadline } = this.#line;
    if (this.#timer !== undefined || nextDeadline === undefined) return;
    this.#timer = this.#clock.setTimeout(() => this.#expire(), Math.max(1, nextDeadline - this.#clock.now()));
  }

  #clearTimer(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expire(): void {
    this.#timer = undefined;
    const { timeoutMs } = this.#line;
    for (const { settle } of this.#line.expire(this.#clock.now()))
      settle(new Failure('queue_timeout', `no place in pool "${this.#pool.name}" within ${timeoutMs} ms`));
    this.#setTimer();
  }
}
