import type { Clock } from '../clock';

const silenceMs = 60_000;

/**
 * For warnings of what may happen often; the result is to be called each time. The first time is told at once, later ones once a minute
 * at most, with how often it has happened since.
 */
export function nowAndThen(clock: Clock, tell: (times: number) => void): () => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  let times = 0;
  return () => {
    times += 1;
    const now = clock.now();
    if (now - saidAt < silenceMs) return;
    saidAt = now;
    tell(times);
    times = 0;
  };
}
