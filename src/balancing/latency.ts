/** Time after which an old measurement has lost all but 1/e of its say. */
const decayMs = 10_000;
/** Decaying in steps keeps the exponential out of most picks. */
const stepMs = 100;
/** What an attempt without an answer counts for: a backend that fails fast must not look fast. */
const noAnswerMs = 5_000;

/** A backend's time to the first byte as Peak-EWMA (Finagle): a rise counts at once, a fall little by little. */
export class Latency {
  #ms = 0;
  #seenAt = 0;

  /** Notes the milliseconds to the first byte of an answer; undefined when none came. */
  measure(firstByteMs: number | undefined, now: number): void {
    const seen = firstByteMs ?? noAnswerMs;
    if (seen >= this.#ms) {
      this.#ms = seen;
      this.#seenAt = now;
      return;
    }
    const keep = Math.exp(Math.min(0, this.#seenAt - now) / decayMs);
    this.#ms = this.#ms * keep + seen * (1 - keep);
    this.#seenAt = now;
  }

  /** The remembered time in milliseconds, fading while nothing is measured; 0 when nothing is known. */
  at(now: number): number {
    const age = now - this.#seenAt;
    if (age >= stepMs) {
      this.#ms *= Math.exp(-age / decayMs);
      this.#seenAt = now;
    }
    return this.#ms;
  }
}
