/** One who waits; whoever leaves early hands it back. */
export type Place<Item> = { readonly item: Item; readonly deadline: number };

type Link<Item> = Place<Item> & { before: Link<Item> | undefined; after: Link<Item> | undefined; waiting: boolean };

/**
 * A line, first come first served, as a doubly linked list: joining, leaving and being served cost the same however
 * long it is. All wait equally long, so the first in line is the first to time out. Time is in milliseconds of the caller's clock.
 */
export class WaitingLine<Item> {
  readonly #links = new WeakMap<Place<Item>, Link<Item>>();
  #first: Link<Item> | undefined;
  #last: Link<Item> | undefined;
  #size = 0;

  /** Each may wait for `timeoutMs`. */
  constructor(readonly timeoutMs: number) {}

  get size(): number {
    return this.#size;
  }

  /** When `expire` has something to do next; undefined while nobody waits. */
  get nextDeadline(): number | undefined {
    return this.#first?.deadline;
  }

  /** Takes a place at the end. */
  join(item: Item, now: number): Place<Item> {
    const link: Link<Item> = { item, deadline: now + this.timeoutMs, before: this.#last, after: undefined, waiting: true };
    if (this.#last === undefined) this.#first = link;
    else this.#last.after = link;
    this.#last = link;
    this.#size += 1;
    this.#links.set(link, link);
    return link;
  }

  /** Gives a place up; false when it was served or has timed out before. */
  leave(place: Place<Item>): boolean {
    const link = this.#links.get(place);
    if (link === undefined || !link.waiting) return false;
    this.#unlink(link);
    return true;
  }

  /** Who is first, still in line. */
  peek(): Item | undefined {
    return this.#first?.item;
  }

  /** All who wait, the first one first; each may leave meanwhile. */
  *places(): Iterable<Place<Item>> {
    for (let link = this.#first; link !== undefined; ) {
      const { after } = link;
      yield link;
      link = after;
    }
  }

  /** Takes out those who have waited too long, in their order. */
  expire(now: number): Item[] {
    const expired: Item[] = [];
    while (this.#first !== undefined && this.#first.deadline <= now) {
      expired.push(this.#first.item);
      this.#unlink(this.#first);
    }
    return expired;
  }

  #unlink(link: Link<Item>): void {
    if (link.before === undefined) this.#first = link.after;
    else link.before.after = link.after;
    if (link.after === undefined) this.#last = link.before;
    else link.after.before = link.before;
    link.before = undefined;
    link.after = undefined;
    link.waiting = false;
    this.#size -= 1;
  }
}
