import { type Clock, Sweep } from '../clock';

type Counts = Readonly<Record<string, number>>;

const silenceMs = 1000;

/** Counts what happens too often to be told one by one: the first is told at once, then what came together once a second. */
export class Tally {
  readonly #tell: (counts: Counts) => void;
  readonly #counts = new Map<string, number>();
  readonly #sweep: Sweep;

  constructor(clock: Clock, tell: (counts: Counts) => void) {
    this.#tell = tell;
    this.#sweep = new Sweep(clock, silenceMs, () => this.#sayWhatCame());
  }

  count(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
    if (this.#sweep.isRunning) return;
    this.#say();
    this.#sweep.run().unref();
  }

  /** Tells at once what has not been told. */
  close(): void {
    this.#sweep.stop();
    this.#sayWhatCame();
  }

  /** Whether anything has. */
  #sayWhatCame(): boolean {
    if (this.#counts.size === 0) return false;
    this.#say();
    return true;
  }

  #say(): void {
    const counts = Object.fromEntries(this.#counts);
    this.#counts.clear();
    this.#tell(counts);
  }
}
