/** A copy of a request under way, which nobody waits for. */
export type Copy = {
  /** Ends it before its time. */
  drop(): void;
};

/**
 * All copies of requests under way, whatever pool they go to: they share the descriptors of the process with what clients wait for, have a
 * small part of them, and make room where one is missing.
 */
class Copies {
  /** In the order in which they began. */
  readonly #running = new Set<Copy>();
  #most = Number.POSITIVE_INFINITY;

  /** Lets no more than so many be under way. */
  onlyWithin(most: number): void {
    this.#most = most;
  }

  get hasRoom(): boolean {
    return this.#running.size < this.#most;
  }

  add(copy: Copy): void {
    this.#running.add(copy);
  }

  delete(copy: Copy): void {
    this.#running.delete(copy);
  }

  /** Ends the one that has been under way for longest; false when there is none. */
  dropOldest(): boolean {
    const [oldest] = this.#running;
    if (oldest === undefined) return false;
    this.#running.delete(oldest);
    oldest.drop();
    return true;
  }
}

/** The copies of this process. */
export const copies = new Copies();
