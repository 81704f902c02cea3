import { type Arena, openArena } from './arena';
import type { Measured } from './memory';
import { mutate, type Random, seededRandom } from './mutate';
import { speak } from './raw-client';

const connections = 1_000;
const requests = 10;
const mostPercent = 20;
/** What has been freed goes back to the system in pieces, and late. */
const patienceMs = 15_000;

/**
 * By how much the process is bigger after 10,000 requests over 1,000 connections at once, malformed ones among them. The first such
 * flood makes it grow to the size that it needs for so many; from then on it must not grow.
 */
export async function floodedMemory(): Promise<Measured> {
  const arena = await openArena();
  try {
    await flood(arena, seededRandom(1));
    const before = await arena.mangrove.settle();
    await flood(arena, seededRandom(2));
    const until = performance.now() + patienceMs;
    let after = await arena.mangrove.settle();
    while (after.rssMiB > before.rssMiB * (1 + mostPercent / 100) && performance.now() < until) after = await arena.mangrove.settle();
    if (!arena.mangrove.alive) throw new Error(`the process has ended: ${arena.mangrove.complaints}`);
    const value = (after.rssMiB / before.rssMiB - 1) * 100;
    const what = `growth by another ${connections * requests} requests over ${connections} connections, from ${before.rssMiB} to ${after.rssMiB} MiB`;
    return { what, value, most: mostPercent, unit: '%' };
  } finally {
    await arena.close();
  }
}

async function flood(arena: Arena, random: Random): Promise<void> {
  await Promise.all(
    Array.from({ length: connections }, () => {
      const client = arena.nextClient();
      const good = 'GET /flood HTTP/1.1\r\nHost: flood.test\r\nX-Colour: green\r\n\r\n';
      const pieces = Array.from({ length: requests }, () => Buffer.from(random.chance(0.1) ? mutate(good, 3, random) : good, 'latin1'));
      const methods = pieces.map(() => 'GET');
      return speak({ port: arena.mangrove.port, from: client, pieces, methods, until: requests, patienceMs: 5_000 });
    }),
  );
}
