type Seen = { client: string; at: number };

/** Who has been served by one backend of late: the two clients seen last. */
export class Company {
  #last: Seen = { client: '', at: Number.NEGATIVE_INFINITY };
  #other: Seen = { client: '', at: Number.NEGATIVE_INFINITY };

  see(client: string, at: number): void {
    if (client !== this.#last.client) {
      const { client: before, at: seenAt } = this.#last;
      this.#last.client = client;
      this.#other.client = before;
      this.#other.at = seenAt;
    }
    this.#last.at = at;
  }

  /** Whether anybody else has been here since then. */
  hasSeenOther(client: string, since: number): boolean {
    const { client: last, at } = this.#last.client === client ? this.#other : this.#last;
    return last !== '' && last !== client && at >= since;
  }
}
