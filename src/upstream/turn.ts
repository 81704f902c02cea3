/**
 * How much bulk content is passed on in one turn of the event loop. A piece of 64 KiB costs some 50 µs, so that this is about a
 * millisecond: what everybody else waits for, new clients among them.
 */
const budgetBytes = 1024 * 1024;
/** Smaller pieces cost what a request costs, and are not counted. */
const bulkBytes = 16 * 1024;
/** The system is read in pieces of this size (libuv's `uv__read`), up to 32 of them from one connection that has so much. */
const pieceBytes = 64 * 1024;

/**
 * Shares the turns of the event loop between those who have much to pass on: what does not fit into a turn waits for the next, first
 * come, first served. Without it, a crowd that downloads or uploads makes turns of a tenth of a second, and each turn accepts only a
 * few connections.
 */
class Turn {
  #leftBytes = budgetBytes;
  #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Counts a piece that was passed on; false when this turn has seen enough, and the next piece should wait for `whenFree`. */
  spend(bytes: number): boolean {
    if (bytes < bulkBytes) return true;
    this.#leftBytes -= bytes;
    this.#schedule();
    return this.#leftBytes > 0;
  }

  /** Calls back now if there is room in this turn, or in one of the next. */
  whenFree(goOn: () => void): void {
    if (this.#leftBytes > 0 && this.#waiting.length === 0) {
      goOn();
      return;
    }
    this.#waiting.push(goOn);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#begin);
  }

  readonly #begin = (): void => {
    this.#isScheduled = false;
    this.#leftBytes = budgetBytes;
    for (const goOn of this.#waiting.splice(0, budgetBytes / pieceBytes)) goOn();
    if (this.#waiting.length > 0) this.#schedule();
  };
}

/** The turns of the one event loop of this thread. */
export const turn = new Turn();
