import { availableParallelism } from 'node:os';

/** How many things are done at a time, and how it is told how far they are. */
export type Lanes = { readonly width: number; readonly tell: (what: string, done: number, of: number) => void };

export const width = Math.max(1, availableParallelism());

/** Does all of the jobs, as many at a time as there are lanes, in their order. */
export async function inLanes(jobs: readonly (() => Promise<void>)[], { width: lanes, tell }: Lanes, what: string): Promise<void> {
  const waiting = jobs.values();
  let done = 0;
  tell(what, done, jobs.length);
  const lane = async () => {
    for (const job of waiting) {
      await job();
      done += 1;
      tell(what, done, jobs.length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
