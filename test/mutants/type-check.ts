import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Mutant, mutated, type Source } from './sources';

/** Asks the compiler about mutants, one after the other, in a thread of its own. */
export class TypeCheck {
  readonly #thread = new Worker(join(__dirname, `type-checker${extname(__filename)}`));
  readonly #waiting: ((isTaken: boolean) => void)[] = [];

  constructor() {
    this.#thread.on('message', (isTaken: boolean) => this.#waiting.shift()?.(isTaken));
  }

  /** Whether the file with the mutant in it has no error of syntax or types. */
  takes(source: Source, mutant: Mutant): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#thread.postMessage({ file: source.file, text: mutated(source, mutant) });
    });
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }
}
