import type { Logger } from 'pino';

const silenceMs = 60_000;

/**
 * Warns that a backend sends bytes that belong to no answer; to be called each time. The first time is told at once, later ones once a
 * minute at most, with how often it has happened since.
 */
export function surplusWarning(log: Logger, pool: string, backend: string): () => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  let times = 0;
  return () => {
    times += 1;
    const now = performance.now();
    if (now - saidAt < silenceMs) return;
    saidAt = now;
    log.warn({ pool, backend, times }, 'bytes of a backend belong to no answer: they are dropped, and the connection is closed');
    times = 0;
  };
}
