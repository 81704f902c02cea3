/** Names, and when each was last noted: those noted last, and no more than so many of them. */
export class Lately {
  readonly #most: number;
  /** In the order in which they were noted, by the clock of whoever notes them. */
  readonly #notedAt = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  note(name: string, now: number): void {
    this.#notedAt.delete(name);
    this.#notedAt.set(name, now);
    if (this.#notedAt.size <= this.#most) return;
    const [oldest] = this.#notedAt.keys();
    if (oldest !== undefined) this.#notedAt.delete(oldest);
  }

  /** Whether it was noted less than so many milliseconds ago. */
  has(name: string, now: number, withinMs: number): boolean {
    const notedAt = this.#notedAt.get(name);
    return notedAt !== undefined && now - notedAt < withinMs;
  }
}
