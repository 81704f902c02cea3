import type { Clock } from '../clock';
import type { Count, Counter, Counting } from './counter';
import { WindowTable } from './window-table';

type Bounds = {
  /** Keys of all limits together, in shares that are equal; none is less than `least`. */
  readonly inAll: number;
  readonly least: number;
};

const defaults: Bounds = { inAll: 400_000, least: 100 };

/**
 * Counts in this process. Each limit has a bound of its own on its keys, so that a flood of made-up ones can neither fill the memory nor
 * reach the counts of another limit.
 */
export class LocalCounter implements Counter {
  readonly #bounds: Bounds;
  readonly #clock: Clock;
  readonly #tables = new Map<string, WindowTable>();

  constructor(clock: Clock, bounds: Partial<Bounds> = {}) {
    this.#bounds = { ...defaults, ...bounds };
    this.#clock = clock;
  }

  async count({ limit, key, windowMs, most, mostKeys }: Counting): Promise<Count> {
    const now = this.#clock.now();
    // A limit that has been changed begins anew, as it does in the store.
    const name = `${limit}:${windowMs}:${most}`;
    const table = this.#tables.get(name) ?? this.#open(name, new WindowTable(windowMs, most), now);
    const { inAll, least } = this.#bounds;
    return table.count(key, now, Math.min(mostKeys, Math.max(least, Math.floor(inAll / this.#tables.size))));
  }

  /** Closes those that count nothing any more: limits of a config that was replaced long ago. */
  #open(name: string, opened: WindowTable, now: number): WindowTable {
    for (const [other, table] of this.#tables) {
      table.forgetPast(now);
      if (table.size === 0) this.#tables.delete(other);
    }
    this.#tables.set(name, opened);
    return opened;
  }
}
