import { availableParallelism } from 'node:os';

/** How many things are done at a time: they wait little for others, so no more than there are cores. */
export const lanes = Math.max(1, availableParallelism());

/** Does all of the jobs, in their order, in as many lanes; says after each how many are done. */
export async function inLanes(jobs: readonly (() => Promise<void>)[], onDone: (done: number) => void): Promise<void> {
  const waiting = jobs.values();
  let done = 0;
  const lane = async () => {
    for (const job of waiting) {
      await job();
      done += 1;
      onDone(done);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
