/** Who has to make room for somebody who joins; `undefined` for nobody. */
type Joined<Item> = { readonly pushedOut: Item | undefined };

/**
 * A waiting line in which each party has its turn, however much of it waits: fair queuing (Nagle, RFC 970). When it is full, whoever has
 * least in it takes the last place of the party that has most.
 */
export class FairLine<Item> {
  readonly #most: number;
  /** Parties in the order of their turns, the items of each in the order in which they came. */
  readonly #parties = new Map<string, Set<Item>>();
  #size = 0;

  /** Lets so many wait. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** Undefined when there is no room. */
  join(party: string, item: Item): Joined<Item> | undefined {
    const pushedOut = this.#size < this.#most ? undefined : this.#lastOfLargest(this.#parties.get(party)?.size ?? 0);
    if (this.#size >= this.#most && pushedOut === undefined) return undefined;
    const others = this.#parties.get(party);
    if (others === undefined) this.#parties.set(party, new Set([item]));
    else others.add(item);
    this.#size += 1;
    return { pushedOut };
  }

  /** Whether it was there. */
  leave(party: string, item: Item): boolean {
    const items = this.#parties.get(party);
    if (items?.delete(item) !== true) return false;
    this.#size -= 1;
    if (items.size === 0) this.#parties.delete(party);
    return true;
  }

  /** Takes out the next; undefined when nobody waits. */
  next(): Item | undefined {
    const [turn] = this.#parties;
    if (turn === undefined) return undefined;
    const [party, items] = turn;
    const [item] = items;
    if (item === undefined) return undefined;
    this.leave(party, item);
    // Its next turn comes behind those of all others.
    if (items.size > 0) {
      this.#parties.delete(party);
      this.#parties.set(party, items);
    }
    return item;
  }

  /** Takes out the last item of the party that has most, if that is at least two more than `own`. */
  #lastOfLargest(own: number): Item | undefined {
    let largest: readonly [string, ReadonlySet<Item>] | undefined;
    for (const party of this.#parties) if (party[1].size > (largest?.[1].size ?? own + 1)) largest = party;
    if (largest === undefined) return undefined;
    const [party, items] = largest;
    const last = [...items].at(-1);
    if (last !== undefined) this.leave(party, last);
    return last;
  }
}
