import type { Logger } from 'pino';
import type { Pool } from '../balancing/pool';

/** Logs each change of a backend's state from now on. */
export function logFlips(of: Pool, log: Logger): void {
  of.onFlip(({ backend, from, to, reason }) => {
    log[to === 'unhealthy' ? 'warn' : 'info']({ pool: of.name, backend: backend.name, from, reason }, `backend ${to}`);
  });
}

/** Logs the beginning and the end of panic from now on, and that of a moment ago where it is not as it was. */
export function logPanic(of: Pool, log: Logger, wasInPanic: boolean): void {
  const pool = of.name;
  const tell = (panicking: boolean) => {
    if (panicking) log.warn({ pool }, 'panic: too few backends are healthy, health is ignored');
    else log.info({ pool }, 'panic is over');
  };
  if (of.inPanic !== wasInPanic) tell(of.inPanic);
  of.onPanic(tell);
}
