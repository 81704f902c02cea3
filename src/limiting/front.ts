/**
 * The first key of a map or set whose keys come in at the end. A new iterator would have to skip all that has been deleted before it,
 * which takes long in a flood; this one stands where it has come to.
 */
export class Front {
  readonly #keys: () => Iterator<string, undefined>;
  #iterator: Iterator<string, undefined>;
  #first: string | undefined;

  constructor(collection: { keys(): Iterator<string, undefined> }) {
    this.#keys = () => collection.keys();
    this.#iterator = this.#keys();
  }

  /** Undefined where there is none. */
  get first(): string | undefined {
    this.#first ??= this.#iterator.next().value;
    if (this.#first !== undefined) return this.#first;
    // An iterator that has come to the end sees no more of what comes later.
    this.#iterator = this.#keys();
    this.#first = this.#iterator.next().value;
    return this.#first;
  }

  /** To be told of each key that is deleted. */
  deleted(key: string): void {
    if (key === this.#first) this.#first = undefined;
  }
}
