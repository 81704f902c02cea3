import type { Reason } from '../../errors';

/** Limits from here on are looked after by one sweep for all, and may be exceeded by its pace. */
const sweptFromMs = 1000;
const sweepPaceMs = 100;

/**
 * One timer for the phases of an attempt, each with its own limit. Arming only moves a deadline: a system timer for each request
 * took a tenth of the time spent on it (`make bench`), so that long limits share one. What has come while the process was busy, or
 * frozen, is read before a limit is taken for exceeded.
 */
export class PhaseTimer {
  readonly #expired: (reason: Reason) => void;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Number.POSITIVE_INFINITY;
  #deadline = Number.POSITIVE_INFINITY;
  #reason: Reason = 'internal';
  /** Its place among the swept; -1 for none. */
  place = -1;

  constructor(expired: (reason: Reason) => void) {
    this.#expired = expired;
  }

  /** Does nothing once it has been stopped. */
  arm(limitMs: number, reason: Reason): void {
    if (this.#firesAt === Number.NEGATIVE_INFINITY) return;
    this.#reason = reason;
    this.#deadline = performance.now() + limitMs;
    if (limitMs >= sweptFromMs) sweep(this);
    else if (this.#deadline < this.#firesAt) this.#wait(limitMs);
  }

  /** Counts no time until it is armed again. */
  rest(): void {
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  /** Counts no more time. */
  stop(): void {
    unsweep(this);
    clearTimeout(this.#timer);
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#firesAt = Number.NEGATIVE_INFINITY;
  }

  /** Fires if it is time. */
  check(now: number): void {
    if (now >= this.#deadline) this.#expired(this.#reason);
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = performance.now() + ms;
    this.#timer = setTimeout(() => setImmediate(() => this.#fire()), ms);
  }

  #fire(): void {
    if (this.#firesAt === Number.NEGATIVE_INFINITY) return;
    this.#firesAt = Number.POSITIVE_INFINITY;
    const left = this.#deadline - performance.now();
    if (left < 1) this.#expired(this.#reason);
    else if (left < sweptFromMs) this.#wait(left);
    else sweep(this);
  }
}

/** An array, each element of which knows its place: a set would grow a new table every few requests. */
const swept: PhaseTimer[] = [];
let sweeper: NodeJS.Timeout | undefined;

function sweep(timer: PhaseTimer): void {
  if (timer.place === -1) timer.place = swept.push(timer) - 1;
  sweeper ??= setInterval(() => setImmediate(look), sweepPaceMs);
}

function look(): void {
  const now = performance.now();
  for (const one of [...swept]) one.check(now);
  if (swept.length > 0) return;
  clearInterval(sweeper);
  sweeper = undefined;
}

/** The last takes the place of the one that goes. */
function unsweep(timer: PhaseTimer): void {
  if (timer.place === -1) return;
  const last = swept.pop();
  if (last !== undefined && last !== timer) {
    swept[timer.place] = last;
    last.place = timer.place;
  }
  timer.place = -1;
}
