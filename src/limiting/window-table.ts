import type { Count } from './counter';
import { Front } from './front';

type Entry = { count: number; readonly endsAt: number };
type Level = { readonly keys: Set<string>; readonly front: Front };

/**
 * Counts the keys of one limit. When there are more than it may hold, the key with the lowest count is forgotten, of several the one that
 * was counted so for longest: a flood of made-up keys pushes itself out, and nobody gets back what is nearly used up. A key that is used
 * up is never forgotten before its window is over; while there are no others, all new ones count together as one.
 */
export class WindowTable {
  readonly #windowMs: number;
  readonly #most: number;
  /** In the order in which their windows end, as all last as long. */
  readonly #entries = new Map<string, Entry>();
  readonly #front = new Front(this.#entries);
  /** Keys that are not used up, by the binary logarithm of their count, in the order in which they came to it. */
  readonly #levels: Level[] = [];
  /** For those that there is no room for. */
  #others: Entry | undefined;

  /** A key is used up once it was counted `most` times. */
  constructor(windowMs: number, most: number) {
    this.#windowMs = windowMs;
    this.#most = most;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Counts a key once more at `now`, in milliseconds of a clock that never goes back. */
  count(key: string, now: number, mostKeys: number): Count {
    const entry = this.#current(key, now) ?? this.#begin(key, now, mostKeys);
    entry.count += 1;
    if (entry !== this.#others) this.#rank(key, entry.count);
    return { count: entry.count, restMs: entry.endsAt - now };
  }

  /** Forgets keys whose window is over, `most` of them at most. */
  forgetPast(now: number, most = Number.POSITIVE_INFINITY): void {
    for (let left = most; left > 0; left -= 1) {
      const { first } = this.#front;
      if (first === undefined || (this.#entries.get(first)?.endsAt ?? 0) > now) return;
      this.#forget(first);
    }
  }

  #current(key: string, now: number): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.endsAt > now) return entry;
    this.#forget(key);
    return undefined;
  }

  #begin(key: string, now: number, mostKeys: number): Entry {
    // Two for each that comes, so that what is over goes in time.
    this.forgetPast(now, 2);
    while (this.#entries.size >= mostKeys && this.#forgetLowest());
    const entry = { count: 0, endsAt: now + this.#windowMs };
    if (this.#entries.size < mostKeys) {
      this.#entries.set(key, entry);
      return entry;
    }
    if (this.#others === undefined || this.#others.endsAt <= now) this.#others = entry;
    return this.#others;
  }

  /** Puts a key where its count belongs. */
  #rank(key: string, count: number): void {
    const level = levelOf(count);
    const isUsedUp = count >= this.#most;
    if (!isUsedUp && count > 1 && levelOf(count - 1) === level) return;
    if (count > 1) this.#unrank(key, count - 1);
    if (isUsedUp) return;
    for (let more = this.#levels.length; more <= level; more += 1) this.#levels.push(emptyLevel());
    this.#levels[level]?.keys.add(key);
  }

  #forgetLowest(): boolean {
    const lowest = this.#levels.find(({ keys }) => keys.size > 0)?.front.first;
    if (lowest !== undefined) this.#forget(lowest);
    return lowest !== undefined;
  }

  #forget(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#unrank(key, entry.count);
    this.#entries.delete(key);
    this.#front.deleted(key);
  }

  #unrank(key: string, count: number): void {
    const level = this.#levels[levelOf(count)];
    if (level?.keys.delete(key)) level.front.deleted(key);
  }
}

function emptyLevel(): Level {
  const keys = new Set<string>();
  return { keys, front: new Front(keys) };
}

const levelOf = (count: number) => 31 - Math.clz32(count);
