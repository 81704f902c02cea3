import { type Clock, Sweep, type Timer } from '../../clock';
import type { Reason } from '../../errors';

/** Limits from here on are looked after by one sweep for all, and may be exceeded by its pace. */
const sweptFromMs = 1000;
const sweepPaceMs = 100;

/** The long limits of all attempts of a balancer: one timer looks after them. */
export class LongLimits {
  readonly clock: Clock;
  readonly #sweep: Sweep;
  /** An array, each element of which knows its place: a set would grow a new table every few requests. */
  readonly #timers: PhaseTimer[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
    this.#sweep = new Sweep(clock, sweepPaceMs, (now) => {
      for (const timer of [...this.#timers]) timer.check(now);
      return this.#timers.length > 0;
    });
  }

  add(timer: PhaseTimer): void {
    if (timer.place === -1) timer.place = this.#timers.push(timer) - 1;
    this.#sweep.run();
  }

  /** The last takes the place of the one that goes. */
  remove(timer: PhaseTimer): void {
    if (timer.place === -1) return;
    const last = this.#timers.pop();
    if (last !== undefined && last !== timer) {
      this.#timers[timer.place] = last;
      last.place = timer.place;
    }
    timer.place = -1;
  }
}

/**
 * One timer for the phases of an attempt, each with its own limit. Arming only moves a deadline: a system timer for each request
 * took a tenth of the time spent on it (`make bench`), so that long limits share one. What has come while the process was busy, or
 * frozen, is read before a limit is taken for exceeded.
 */
export class PhaseTimer {
  readonly #clock: Clock;
  readonly #long: LongLimits;
  readonly #expired: (reason: Reason) => void;
  #timer: Timer | undefined;
  #firesAt = Number.POSITIVE_INFINITY;
  #deadline = Number.POSITIVE_INFINITY;
  #reason: Reason = 'internal';
  /** Its place among the long limits; -1 for none. */
  place = -1;

  constructor(long: LongLimits, expired: (reason: Reason) => void) {
    this.#clock = long.clock;
    this.#long = long;
    this.#expired = expired;
  }

  /** Does nothing once it has been stopped. */
  arm(limitMs: number, reason: Reason): void {
    if (this.#firesAt === Number.NEGATIVE_INFINITY) return;
    this.#reason = reason;
    this.#deadline = this.#clock.now() + limitMs;
    if (limitMs >= sweptFromMs) this.#long.add(this);
    else if (this.#deadline < this.#firesAt) this.#wait(limitMs);
  }

  /** Counts no time until it is armed again. */
  rest(): void {
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  /** Counts no more time. */
  stop(): void {
    this.#long.remove(this);
    this.#clock.clearTimeout(this.#timer);
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#firesAt = Number.NEGATIVE_INFINITY;
  }

  /** Fires if it is time. */
  check(now: number): void {
    if (now >= this.#deadline) this.#expired(this.#reason);
  }

  #wait(ms: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#firesAt = this.#clock.now() + ms;
    this.#timer = this.#clock.setTimeout(() => setImmediate(() => this.#fire()), ms);
  }

  #fire(): void {
    if (this.#firesAt === Number.NEGATIVE_INFINITY) return;
    this.#firesAt = Number.POSITIVE_INFINITY;
    const left = this.#deadline - this.#clock.now();
    if (left < 1) this.#expired(this.#reason);
    else if (left < sweptFromMs) this.#wait(left);
    else this.#long.add(this);
  }
}
