import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { tellWhile } from '../scripts/moving-line';
import { build } from './build';
import { Children, nextMessage } from './children';
import { startMangrove } from './contenders/mangrove';
import type { Load, Outcome } from './load';

/** Most that may be promoted to the old generation, as a part of what is allocated. */
const mostPromoted = 0.01;

const connections = 4;
const warmUp = { seconds: 30, requests: 30_000 };
const measured = { seconds: 30, requests: 60_000 };

/** What V8 tells of a scavenge, in bytes and milliseconds. */
type Scavenge = { readonly gc: string; readonly allocated: number; readonly promoted: number; readonly pause: number };

/**
 * Measures what becomes of the garbage of small GETs. All that belongs to a request is dead when it has ended, so the scavenger
 * should find next to nothing alive; what it promotes instead costs pauses, memory and a fifth of the processor time. Exits with
 * 1 when more than a hundredth is promoted.
 */
async function main(): Promise<void> {
  build();
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-bench-'));
  const children = new Children();
  const telling = tellWhile(() => `${warmUp.requests + measured.requests} GETs`);
  try {
    judge(await scavengesOf(children, folder).finally(telling.end));
  } finally {
    await children.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The scavenges of the measured requests. */
async function scavengesOf(children: Children, folder: string): Promise<readonly Scavenge[]> {
  const generator = children.fork('load.ts');
  const backends = [`127.0.0.1:${await nextMessage<number>(children.fork('backend.ts'))}`];
  const { port, output } = await startMangrove('http1', { children, backends, folder }, ['--trace-gc', '--trace-gc-nvp']);
  let scavenges: Scavenge[] = [];
  createInterface(output).on('line', (line) => {
    const [, told] = /GC: (\{.*\})$/.exec(line) ?? [];
    const collection = told === undefined ? undefined : (JSON.parse(told) as Scavenge);
    if (collection?.gc === 's') scavenges.push(collection);
  });
  const ask = async (limits: { readonly seconds: number; readonly requests: number }) => {
    generator.send({ port, connections, ...limits } satisfies Load);
    const outcome = await nextMessage<Outcome>(generator, limits.seconds);
    if ('problem' in outcome) throw new Error(outcome.problem);
  };
  await ask(warmUp);
  // What is still on its way through the pipe belongs to the warm-up.
  await pause(200);
  scavenges = [];
  await ask(measured);
  await pause(200);
  return scavenges;
}

function judge(scavenges: readonly Scavenge[]): void {
  if (scavenges.length === 0) throw new Error('V8 told of no scavenge');
  const allocated = sum(scavenges.map((one) => one.allocated));
  const promoted = sum(scavenges.map((one) => one.promoted));
  const part = promoted / allocated;
  const perRequest = (allocated / measured.requests / 1024).toFixed(1);
  const longest = Math.max(...scavenges.map((one) => one.pause)).toFixed(1);
  process.stdout.write(
    `${measured.requests} GETs, ${connections} connections, Node ${process.versions.node}: ${perRequest} KiB allocated for each, ` +
      `${(part * 100).toFixed(2)} % of it promoted; ${scavenges.length} scavenges, the longest ${longest} ms\n`,
  );
  if (part <= mostPromoted) return;
  process.exitCode = 1;
  process.stderr.write(`that is more than ${mostPromoted * 100} %: something keeps requests that have ended alive\n`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
