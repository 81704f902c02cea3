import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** SIGHUP is how servers are told to look at their config, and how a terminal that goes away takes its programs with it. */
export class Hangups {
  readonly #goesWithTerminal = usesTerminal() && hasTerminal();
  #act: (() => void) | undefined;
  #isDue = false;

  /** Notes one that comes before anything can be done. */
  constructor() {
    process.on('SIGHUP', () => {
      this.#isDue = true;
      this.#act?.();
    });
  }

  /** Says what they lead to, and does so for those that have come already. */
  lead(reload: () => void, stop: () => void): void {
    this.#act = () => (this.#goesWithTerminal && !hasTerminal() ? stop() : reload());
    if (this.#isDue) this.#act();
  }
}

/**
 * Returns what does the work again, one time after the other. Who asks while it is done has it done once more: what is read may have
 * changed.
 */
export function inTurn(work: () => Promise<unknown>): () => void {
  let isBusy = false;
  let isDue = false;
  return async function again(): Promise<void> {
    isDue = true;
    if (isBusy) return;
    isBusy = true;
    while (isDue) {
      isDue = false;
      await work();
    }
    isBusy = false;
  };
}

/** Node lets nobody see that SIGHUP was ignored before it began; but nohup leaves none of these on the terminal. */
function usesTerminal(): boolean {
  return [0, 1, 2].some((descriptor) => isatty(descriptor));
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch (error) {
    // Without a free descriptor nobody can tell.
    return ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
