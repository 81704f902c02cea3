type Counts = Readonly<Record<string, number>>;

const silenceMs = 1000;

/** Counts what happens too often to be told one by one: the first is told at once, then what came together once a second. */
export class Tally {
  readonly #tell: (counts: Counts) => void;
  readonly #counts = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (counts: Counts) => void) {
    this.#tell = tell;
  }

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    if (this.#timer !== undefined) return;
    this.#say();
    this.#timer = setInterval(() => this.#go(), silenceMs);
    this.#timer.unref();
  }

  /** Tells at once what has not been told. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (this.#counts.size > 0) this.#say();
  }

  #go(): void {
    if (this.#counts.size > 0) this.#say();
    else this.close();
  }

  #say(): void {
    const counts = Object.fromEntries(this.#counts);
    this.#counts.clear();
    this.#tell(counts);
  }
}
