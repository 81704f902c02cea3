import { systemClock } from '../clock';
import type { Log } from '../log';

export type Heeded = {
  /** Stops gracefully; called again, at once. */
  readonly stop: () => void;
  /** Opens the log file anew. */
  readonly reopen: () => void;
  readonly log: Log;
};

/** npm passes on the Ctrl+C that the terminal has sent to this process too: what comes this soon is the same wish. */
const sameWishMs = 50;

/** From now on signals do what they do to nginx: SIGTERM, SIGINT and SIGQUIT stop, SIGUSR1 is for logrotate. Returns what stops. */
export function heedSignals({ stop, reopen, log }: Heeded): () => void {
  let firstAt: number | undefined;
  const stopOnce = () => {
    if (firstAt !== undefined && systemClock.now() - firstAt < sameWishMs) return;
    firstAt ??= systemClock.now();
    stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    // Until now bin/mangrove.js listens in the first process of a container. With nobody in between, one that is on its way would be lost.
    const before = process.listeners(signal);
    process.on(signal, stopOnce);
    for (const listener of before) process.off(signal, listener);
  }
  // Node itself would open its debugger.
  process.on('SIGUSR1', reopen);
  // nginx starts its successor; the system would end the process.
  process.on('SIGUSR2', () => log.warn('SIGUSR2 does nothing here'));
  return stopOnce;
}
