import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellWhile } from '../scripts/moving-line';
import { build } from './build';
import { Children, nextMessage } from './children';
import type { Contender, Contestant } from './contenders/contender';
import { direct } from './contenders/direct';
import { koaProxies } from './contenders/koa-proxies';
import { mangrove, mangroveOnUndici } from './contenders/mangrove';
import { cpuTimeUs } from './cpu-time';
import type { Load, Outcome } from './load';
import { type Options, readOptions, usage } from './options';
import { cpuRatios, type Figures, median, table } from './report';

/** Each of these is asked once in every round, in this order. */
const contenders: readonly Contender[] = [direct, mangrove, mangroveOnUndici, koaProxies];

const backendCount = 2;
/** Enough for the hot code to be compiled. */
const warmUp = { seconds: 4, requests: 20_000 };

type Limits = { readonly seconds: number; readonly requests: number };
type Entrant = { readonly contender: Contender; readonly contestant: Contestant; readonly figures: Figures[] };

/**
 * Measures balancers side by side: the same backends and the same load, in short turns, so that whatever else the machine does
 * meets all of them alike. Backends, balancers and load generator are processes of their own.
 */
async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === undefined) return print(usage);
  if (process.platform !== 'linux') throw new Error('the processor time of another process is read from /proc, which only Linux has');
  build();
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-bench-'));
  const children = new Children();
  const stop = async () => {
    await children.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().finally(() => process.exit(1)));
  try {
    judge(await compare(children, folder, options), options);
  } finally {
    await stop();
  }
}

async function compare(children: Children, folder: string, options: Options): Promise<readonly Entrant[]> {
  const generator = children.fork('load.ts');
  const backends = await Promise.all(Array.from({ length: backendCount }, () => startBackend(children)));
  const entrants: Entrant[] = [];
  for (const contender of contenders) {
    const contestant = await contender.start({ children, backends, folder, profileFolder: options.profileFolder });
    if (contestant !== undefined) entrants.push({ contender, contestant, figures: [] });
  }

  const measure = async ({ contender, contestant }: Entrant, { seconds, requests }: Limits): Promise<Figures> => {
    const load: Load = { port: contestant.port, connections: options.connections, seconds, requests };
    const cpuBefore = contestant.pid === undefined ? Number.NaN : cpuTimeUs(contestant.pid);
    generator.send(load);
    const outcome = await nextMessage<Outcome>(generator, seconds);
    if ('problem' in outcome) throw new Error(`${contender.name}: ${outcome.problem}`);
    const cpuUs = contestant.pid === undefined ? Number.NaN : cpuTimeUs(contestant.pid) - cpuBefore;
    const { measured } = outcome;
    return {
      requestsPerSecond: measured.requests / measured.seconds,
      cpuUsPerRequest: cpuUs / measured.requests,
      p99Ms: measured.p99Ms,
    };
  };

  let now = 'starting';
  const telling = tellWhile(() => `bench: ${now}`);
  try {
    for (const entrant of entrants) {
      now = `warming up ${entrant.contender.name}`;
      await measure(entrant, warmUp);
    }
    for (let round = 0; round < options.rounds; round += 1)
      for (const entrant of entrants) {
        now = `round ${round + 1} of ${options.rounds}, ${entrant.contender.name}`;
        entrant.figures.push(await measure(entrant, options));
      }
  } finally {
    telling.end();
  }
  return entrants;
}

async function startBackend(children: Children): Promise<string> {
  return `127.0.0.1:${await nextMessage<number>(children.fork('backend.ts'))}`;
}

function judge(entrants: readonly Entrant[], { rounds, connections, maxCpuRatio }: Options): void {
  print(`${connections} connections, ${backendCount} backends, medians of ${rounds} rounds, Node ${process.versions.node}\n\n`);
  print(table(entrants.map(({ contender, figures }) => ({ name: contender.name, figures }))));
  const ours = entrants.find(({ contender }) => contender === mangrove);
  const theirs = entrants.find(({ contender }) => contender === koaProxies);
  const ratios = cpuRatios(ours?.figures ?? [], theirs?.figures ?? []);
  const ratio = median(ratios);
  print(`\nfrom round to round the ratio went from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}\n`);
  print(`mangrove spends ${ratio.toFixed(2)} of the CPU per request of koa-proxies (median of ${rounds} rounds)\n`);
  if (maxCpuRatio === undefined || ratio <= maxCpuRatio) return;
  process.exitCode = 1;
  process.stderr.write(`that is more than ${maxCpuRatio}\n`);
}

function print(text: string): void {
  process.stdout.write(text);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
