import type { Logger } from 'pino';
import type { Clock } from '../clock';
import { nowAndThen } from './now-and-then';

/** Warns that a backend sends bytes that belong to no answer; to be called each time. */
export function surplusWarning({ log, clock }: { readonly log: Logger; readonly clock: Clock }, pool: string, backend: string): () => void {
  return nowAndThen(clock, (times) =>
    log.warn({ pool, backend, times }, 'bytes of a backend belong to no answer: they are dropped, and the connection is closed'),
  );
}
