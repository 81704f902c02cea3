/** A queue of a pool, as the other queues for the same backends see it. */
export type Queue = {
  /** How many wait in it. */
  readonly waiting: number;
  /** Lets in whoever there is room for now. */
  serve(): void;
};

/**
 * The queues of a pool and of those in whose place it came, as far as somebody waits in them: all wait for places at the same backends.
 * Who came before a reload is served before who came after it.
 */
export class Crowd {
  readonly #queues = new Set<Queue>();

  /** How many wait in all of them. */
  get waiting(): number {
    let waiting = 0;
    for (const queue of this.#queues) waiting += queue.waiting;
    return waiting;
  }

  /** To be called when somebody begins to wait in a queue. */
  join(queue: Queue): void {
    for (const other of this.#queues) this.#leaveIfEmpty(other);
    this.#queues.add(queue);
  }

  /** Lets in who waits for a place that there may be now. */
  serve(): void {
    for (const queue of this.#queues) {
      queue.serve();
      this.#leaveIfEmpty(queue);
    }
  }

  /** A queue holds on to its pool, so one in which nobody waits is not kept. */
  #leaveIfEmpty(queue: Queue): void {
    if (queue.waiting === 0) this.#queues.delete(queue);
  }
}
