import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellWhile } from '../scripts/moving-line';
import { versionOf } from './faults/balancer-process';
import { type BalancerName, balancers } from './faults/balancers';
import { type Options, readOptions } from './faults/options';
import { type Entrant, kindsOf, pageOf } from './faults/page';
import { play } from './faults/play';
import { failed, type Seen } from './faults/tally';

/**
 * Lets one script of faults befall four backends behind each of several balancers, under the same load, and writes down what the
 * clients of each saw. Everything runs on this machine, ends by itself and leaves nothing behind.
 */
async function main(): Promise<void> {
  const options = readOptions(process.env);
  const { rounds, page } = options;
  print(`faults: SECONDS=${options.seconds} RATE=${options.rate} ROUNDS=${rounds} SEED=${options.seed}\n`);
  const cancelled = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => cancelled.abort());
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-faults-'));
  try {
    const entrants = installed(options);
    for (let round = 0; round < rounds; round += 1)
      for (const entrant of turned(entrants, round)) {
        const { balancer, seen } = entrant;
        let phase = 'starting';
        const onPhase = (name: string) => {
          phase = name;
        };
        const telling = tellWhile(() => `faults: round ${round + 1} of ${rounds}, ${balancer.title}, ${phase}`);
        const place = join(folder, `${balancer.title}-${round}`);
        const found = await play({ balancer, options, signal: cancelled.signal, folder: place, onPhase }).finally(telling.end);
        seen.push(found);
        print(`${balancer.title}:\n${Array.from(found, ([name, each]) => `  ${name}: ${inWords(each)}\n`).join('')}`);
      }
    const text = pageOf(entrants, options);
    if (page === undefined) print(`\n${text}`);
    else writeFileSync(page, text);
  } catch (error) {
    if (!cancelled.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Those whose command is here. */
function installed(options: Options): readonly Entrant[] {
  return options.balancers.flatMap((name) => {
    const balancer = balancers[name as BalancerName];
    const version = versionOf(balancer);
    if (version === undefined) print(`${balancer.title} is not installed here and is left out\n`);
    return version === undefined ? [] : [{ balancer, version, seen: [] }];
  });
}

function inWords(seen: Seen): string {
  return `${failed(seen)} of ${seen.requests} failed (${kindsOf(seen)}), the slowest good answer after ${seen.latency.max.toFixed(0)} ms`;
}

/** Whatever else the machine does meets each of them at another time of the round. */
function turned<Item>(items: readonly Item[], by: number): readonly Item[] {
  return items.map((_, index) => items[(index + by) % items.length] as Item);
}

function print(text: string): void {
  process.stdout.write(text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
