import { setTimeout as pause } from 'node:timers/promises';

/** Runs `probe` until it stops throwing and gives its value; after `deadlineMs` throws what it threw last. */
export async function eventually<T>(probe: () => T | Promise<T>, deadlineMs = 5_000): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(5);
    }
  }
}

/** As `eventually`, for a plain condition; `what` says in the error what never came true. */
export async function until(what: string, condition: () => boolean, deadlineMs = 5_000): Promise<void> {
  await eventually(() => {
    if (!condition()) throw new Error(`${what}: not within ${deadlineMs} ms`);
  }, deadlineMs);
}

/** Waits until `measure` has given the same number for `quietMs`, and gives that number. */
export async function settled(measure: () => number, quietMs = 250): Promise<number> {
  let last = measure();
  let since = performance.now();
  await until(
    'a number at rest',
    () => {
      const now = measure();
      if (now !== last) {
        last = now;
        since = performance.now();
      }
      return performance.now() - since >= quietMs;
    },
    20_000,
  );
  return last;
}

/** Gives what `promise` gives, or throws saying that `what` did not come within `deadlineMs`. */
export async function within<T>(promise: Promise<T>, what: string, deadlineMs = 5_000): Promise<T> {
  const expiry = new AbortController();
  const late = pause(deadlineMs, undefined, { signal: expiry.signal }).then(() => {
    throw new Error(`${what}: not within ${deadlineMs} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    expiry.abort();
  }
}
