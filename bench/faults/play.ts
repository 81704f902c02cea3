import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Children, nextMessage } from '../children';
import { BalancerProcess } from './balancer-process';
import type { Balancer } from './balancers/balancer';
import { IllBackend } from './ill-backend';
import { Load } from './load';
import type { Options } from './options';
import { phases, type Scene } from './script';
import { Streams } from './streams';
import { type Seen, Tally } from './tally';

const backendNames = ['Alphonso', 'Kesar', 'Ataulfo', 'Haden'] as const;
/** WebSockets, and as many event streams. */
export const streamCount = 10;
const crowd = { count: 200, bytes: 8 * 1024 * 1024 };
/** In which connections and compiled code become what they usually are; nothing is counted. */
const warmUpMs = 2_000;

export type PlayOptions = {
  readonly balancer: Balancer;
  readonly folder: string;
  readonly options: Options;
  readonly signal: AbortSignal;
  /** Hears of each phase as it begins. */
  readonly onPhase: (name: string) => void;
};

/** The whole script before one balancer, with backends of its own: what its clients saw, by phase. Leaves no process behind. */
export async function play({ balancer, folder, options, signal, onPhase }: PlayOptions): Promise<ReadonlyMap<string, Seen>> {
  const children = new Children();
  const first = new IllBackend(backendNames[0], children, prepared(folder));
  const backends = [first, ...backendNames.slice(1).map((name) => new IllBackend(name, children, folder))] as const;
  try {
    await Promise.all(backends.map((backend) => backend.start()));
    const place = { port: await freePort(), adminPort: await freePort(), folder, backends };
    const process = new BalancerProcess(balancer, place, children);
    try {
      await process.start();
      return await perform({ backends, balancer: process, children, options, signal, onPhase });
    } finally {
      await process.stop();
    }
  } finally {
    for (const backend of backends) backend.thaw();
    await children.stop();
  }
}

type Cast = {
  readonly backends: Scene['backends'];
  readonly balancer: BalancerProcess;
  readonly children: Children;
  readonly options: Options;
  readonly signal: AbortSignal;
  readonly onPhase: (name: string) => void;
};

async function perform({ backends, balancer, children, options, signal, onPhase }: Cast): Promise<ReadonlyMap<string, Seen>> {
  const tally = new Tally();
  const scene: Scene = {
    backends,
    balancer,
    last: (share) => pause(share * options.seconds * 1000, undefined, { signal }),
    expectBack: (backend) => tally.expectBack(backend?.name),
    crowd: () => gather(children, balancer.port, tally),
  };
  const over = new AbortController();
  const load = new Load(balancer.port, options, (done) => tally.count(done));
  const streams = new Streams(balancer.port, () => tally.streamLost());
  const served = load.run(over.signal);
  try {
    streams.start(streamCount);
    await pause(warmUpMs, undefined, { signal });
    for (const { name, run } of phases.filter((phase) => options.phases.includes(phase.name))) {
      onPhase(name);
      tally.begin(name);
      await run(scene);
      tally.end();
      // What is late is served as the balancer can, not as the next phase lets it.
      await load.settled();
    }
  } finally {
    tally.end();
    streams.stop();
    over.abort();
    if (!signal.aborted) await served;
  }
  tally.compare(backends.flatMap((backend) => backend.executed));
  return tally.seen;
}

async function gather(children: Children, port: number, tally: Tally): Promise<() => Promise<void>> {
  const readers = children.fork('faults/slow-readers.ts', ...[port, crowd.count, crowd.bytes].map(String));
  await nextMessage(readers);
  return async () => {
    readers.send('leave');
    tally.slowAnswersCut(await nextMessage<number>(readers));
  };
}

function prepared(folder: string): string {
  mkdirSync(folder, { mode: 0o755 });
  return folder;
}

/** A port that nobody has at the moment: configs of most balancers want a number. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
