import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { mayMove } from './moving-line';

/** What the thread that draws and this one tell each other: nothing is shown, a line is, it is to go, it has gone. */
export const idle = 0;
export const moving = 1;
const over = 2;
export const gone = 3;

/** A terminal that does not take the last of it is not waited for any longer. */
const mostWaitMs = 1_000;

/** Tells on standard error, if that is a terminal, what the process is at: from half a second on, on a line that moves and then goes. */
export type Progress = {
  /** From now on it is at this; the text must have nothing in it that a terminal obeys. */
  tell(text: string): void;
  /** Takes the line away; whatever is printed next begins where it began. */
  end(): void;
};

/** Nothing is told where nobody would see it move. */
export function openProgress(): Progress {
  return mayMove(process.stderr.isTTY, process.env) ? new ToldApart() : untold;
}

const untold: Progress = { tell: () => undefined, end: () => undefined };

/** A thread draws: loading a config keeps this one busy, and its timers waiting. */
class ToldApart implements Progress {
  readonly #state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  #thread: Worker | undefined;

  tell(text: string): void {
    this.#thread ??= openThread(this.#state);
    this.#thread.postMessage(text);
  }

  end(): void {
    const before = Atomics.exchange(this.#state, 0, over);
    Atomics.notify(this.#state, 0);
    if (before === moving) Atomics.wait(this.#state, 0, over, mostWaitMs);
  }
}

function openThread(state: Int32Array): Worker {
  const own = extname(__filename);
  // As for the thread that loads a config: what this process was started with is not for it, but ts-node is.
  const thread = new Worker(join(__dirname, `progress-thread${own}`), { ...(own === '.js' ? { execArgv: [] } : {}), workerData: state });
  // Without memory for it nothing is shown, and that is all.
  thread.on('error', () => undefined).unref();
  return thread;
}
