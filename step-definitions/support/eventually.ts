import { setTimeout as pause } from 'node:timers/promises';
import { afterPatience, patience, patientNow } from './patience';

/** Runs `probe` until it stops throwing and gives its value; when patience is over throws what it threw last. */
export async function eventually<T>(probe: () => T | Promise<T>, patienceMs: number = patience.moment): Promise<T> {
  const end = patientNow() + patienceMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (patientNow() > end) throw error;
      await pause(5);
    }
  }
}

/** As `eventually`, for a plain condition; `what` says in the error what never came true. */
export async function until(what: string, condition: () => boolean, patienceMs: number = patience.moment): Promise<void> {
  await eventually(() => {
    if (!condition()) throw new Error(`${what}: not within ${patienceMs} ms`);
  }, patienceMs);
}

/** Gives what `promise` gives, or throws saying that `what` did not come before patience was over. */
export async function within<T>(promise: Promise<T>, what: string, patienceMs: number = patience.moment): Promise<T> {
  const late = Promise.withResolvers<never>();
  const calm = afterPatience(patienceMs, () => late.reject(new Error(`${what}: not within ${patienceMs} ms`)));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    calm();
  }
}
