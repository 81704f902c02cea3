import { tellWhile } from '../../scripts/moving-line';
import { floodedMemory } from './memory-of-floods';
import { idleMemory } from './memory-of-idlers';
import { reloadMemory } from './memory-of-reloads';
import { stalledMemory } from './memory-of-stalls';

/** A figure and its bound. */
export type Measured = { readonly what: string; readonly value: number; readonly most: number; readonly unit: string };

/**
 * Measures the memory of Mangrove in a process of its own, after collection of garbage: of connections on which nothing happens,
 * of content that one end sends and the other does not take, after a flood, and of tunnels that outlive their configuration. Needs
 * Linux, for its loopback addresses.
 */
async function main(): Promise<void> {
  const measurements = [
    () => idleMemory('silent'),
    () => idleMemory('served'),
    () => stalledMemory('download'),
    () => stalledMemory('upload'),
    floodedMemory,
    reloadMemory,
  ];
  let failed = 0;
  for (const [at, measure] of measurements.entries()) {
    const telling = tellWhile(() => `memory: ${at + 1} of ${measurements.length}, ${failed} failed`);
    const { what, value, most, unit } = await measure().finally(telling.end);
    if (!(value <= most)) failed += 1;
    console.log(`${what}: ${value.toFixed(1)} ${unit} (at most ${most})`);
  }
  console.log(`${measurements.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
