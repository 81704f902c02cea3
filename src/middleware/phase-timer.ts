import type { Reason } from '../errors';

/**
 * One timer for the phases of an attempt, each with its own limit. Arming moves a deadline and touches the real timer only when it
 * would fire too late, so that an ordinary request pays for one timer.
 */
export class PhaseTimer {
  readonly #expired: (reason: Reason) => void;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Number.POSITIVE_INFINITY;
  #deadline = Number.POSITIVE_INFINITY;
  #reason: Reason = 'internal';

  constructor(expired: (reason: Reason) => void) {
    this.#expired = expired;
  }

  arm(limitMs: number, reason: Reason): void {
    this.#reason = reason;
    this.#deadline = performance.now() + limitMs;
    if (this.#deadline >= this.#firesAt) return;
    clearTimeout(this.#timer);
    this.#wait(limitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#firesAt = Number.NEGATIVE_INFINITY;
  }

  #wait(ms: number): void {
    this.#firesAt = performance.now() + ms;
    this.#timer = setTimeout(() => this.#fire(), ms);
  }

  #fire(): void {
    const left = this.#deadline - performance.now();
    if (left < 1) {
      this.#expired(this.#reason);
      return;
    }
    this.#wait(left);
  }
}
