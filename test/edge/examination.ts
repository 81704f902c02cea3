import { tellWhile } from '../../scripts/moving-line';
import type { Arena } from './arena';

/** One thing to try; it resolves with what is wrong, in words, or with undefined. */
export type Trial = { readonly name: string; run(arena: Arena, client: string): Promise<string | undefined> };

export type Count = { readonly passed: number; readonly failed: number };

/** So many trials are under way at a time. */
const width = 24;

/** How many failures of one examination are told in full. */
const told = 60;

/** Runs the trials, tells of each failure, and prints a line with the counts. */
export async function examine(title: string, trials: readonly Trial[], arena: Arena): Promise<Count> {
  const began = performance.now();
  const faults: string[] = [];
  const waiting = trials.values();
  let done = 0;
  const telling = tellWhile(() => `${title}: ${done} of ${trials.length}, ${faults.length} failed`);
  const worker = async () => {
    for (const { name, run } of waiting) {
      const client = arena.nextClient();
      const fault = await run(arena, client).catch((error: unknown) => String(error));
      if (fault !== undefined) faults.push(`  ${name}\n    ${fault}\n    log: ${await arena.mangrove.logOf(client)}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  telling.end();
  for (const fault of faults.slice(0, told)) console.log(fault);
  if (faults.length > told) console.log(`  and ${faults.length - told} more`);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${title}: ${trials.length - faults.length} passed, ${faults.length} failed (${seconds} s)`);
  return { passed: trials.length - faults.length, failed: faults.length };
}
