import type { Logger } from 'pino';
import { nowAndThen } from './now-and-then';

/** Warns that a backend sends bytes that belong to no answer; to be called each time. */
export function surplusWarning(log: Logger, pool: string, backend: string): () => void {
  return nowAndThen((times) =>
    log.warn({ pool, backend, times }, 'bytes of a backend belong to no answer: they are dropped, and the connection is closed'),
  );
}
