import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { tellWhile } from '../../scripts/moving-line';
import { type Mood, NameServer } from '../../step-definitions/support/name-server';
import { MangroveProcess } from './mangrove-process';
import { type Random, seededRandom } from './mutate';
import { type Sample, slopeOf } from './slope';
import { Farm } from './soak-farm';
import { SoakLoad } from './soak-load';

/**
 * Lets troubles befall four backend processes, and the name server that knows two of them, under load of every kind and while backends
 * leave and come back by reloads of the config, for MINUTES (1), from SEED (a new one, printed). Each request must be answered once and
 * rightly, or its connection broken; no POST may reach backends twice; and after each round, when everybody has left, memory and
 * descriptors must be where they were.
 */

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(process.env.MINUTES ?? 1);

const workers = 24;
const roundMs = 5_000;
/** Rounds in which the process grows to its working size. */
const warmUp = 3;

/** Growth that is still none, in MiB a minute: of the heap after collection, and of all memory, which comes and goes in pieces. */
const most = { heap: 1, rss: 12 };
/** How long kept connections may take to expire. */
const expiryMs = 10_000;
/** How long every backend is checked at least once in. */
const restMs = 1_500;
/** So many faults are enough to know. */
const enough = 20;

const soaked = ['soak.test', 'hedged.test', 'queued.test'] as const;

const pool = (servers: readonly string[]) => ({
  servers,
  health: { path: '/healthcheck', interval: '500ms', timeout: '1s' },
  timeouts: { connect: '1s', first_byte: '2s', idle: '2s', queue: '1s', keep_alive: '500ms' },
});

const configFor = (addresses: readonly string[], nameServer: string) => ({
  resolver: { servers: [nameServer], timeout: '1s' },
  hosts: [
    { host: soaked[0], ...pool(addresses) },
    { host: soaked[1], ...pool(addresses), hedge_after: '50ms', retry_on: ['connect_failed', 'reset', 502, 503], retries: 2 },
    {
      host: soaked[2],
      ...pool(addresses),
      policy: 'least_connections',
      servers: addresses.map((address) => ({ address, max_connections: 3 })),
    },
  ],
});

/** How the name server is while it is ill. */
const moods: readonly [Mood, ...Mood[]] = ['is silent', 'fails', 'refuses', 'knows nothing', 'truncates', 'is silent on IPv6'];

class Soak {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mangrove-soak-'));
  readonly #farm = new Farm(this.#folder, 4);
  readonly #faults: string[] = [];
  readonly #heap: Sample[] = [];
  readonly #rss: Sample[] = [];
  #names: NameServer | undefined;
  #mangrove: MangroveProcess | undefined;
  #load: SoakLoad | undefined;
  #descriptors = 0;
  #rounds = 0;
  #reloads = 0;
  #checks = 0;
  #isStopped = false;

  /** Ends it early. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Resolves with the exit code. */
  async run(): Promise<number> {
    console.log(`soak: SEED=${seed} MINUTES=${minutes}`);
    const telling = tellWhile(() => `soak: round ${this.#rounds}, ${this.#faults.length} failed; it takes ${minutes} min`);
    try {
      await this.#open();
      const until = performance.now() + minutes * 60_000;
      for (let round = 0; performance.now() < until && !this.#isOver; round += 1) {
        this.#rounds = round + 1;
        await this.#round(round);
      }
      telling.end();
      this.#judge();
    } finally {
      telling.end();
      await this.#mangrove?.stop();
      await this.#farm.stop();
      await this.#names?.close();
      rmSync(this.#folder, { recursive: true, force: true });
    }
    return this.#report();
  }

  get #isOver(): boolean {
    return this.#isStopped || this.#faults.length >= enough || this.#mangrove?.alive !== true;
  }

  async #open(): Promise<void> {
    await this.#farm.start();
    this.#names = await NameServer.start();
    for (const [at] of this.#farm.addresses.entries()) this.#names.set(`soak-${at}.internal`, { addresses: ['127.0.0.1'], ttlS: 1 });
    this.#mangrove = await MangroveProcess.start(this.#configWithout(undefined));
    this.#load = new SoakLoad(this.#mangrove.port, soaked);
    // Each check has its connection by then.
    await pause(restMs);
    this.#descriptors = this.#mangrove.descriptors;
  }

  async #round(round: number): Promise<void> {
    const { load, mangrove } = this.#parts;
    const until = performance.now() + roundMs;
    const isOver = () => performance.now() > until || this.#isOver;
    const random = (who: number): Random => seededRandom(Math.imul(seed, 0x9e3779b1) + round * 1000 + who);
    const clients = Array.from({ length: workers }, (_, who) => load.work(isOver, random(who)));
    await Promise.all([
      ...clients,
      this.#farm.suffer(isOver, random(workers)),
      this.#reload(isOver, random(workers + 1)),
      this.#confuse(isOver, random(workers + 2)),
    ]);
    this.#faults.push(...load.faults.splice(0));
    if (this.#isOver) return;
    this.#check(await this.#settled(() => load.allServed(20)));
    this.#check(
      await this.#settled(() =>
        mangrove.descriptors <= this.#descriptors
          ? undefined
          : `${mangrove.descriptors} descriptors are open after round ${round}, ${this.#descriptors} were before`,
      ),
    );
    const { heapUsed, external, rss } = await mangrove.measure();
    const at = performance.now() / 60_000;
    if (round < warmUp) return;
    this.#heap.push({ minutes: at, value: (heapUsed + external) / 2 ** 20 });
    this.#rss.push({ minutes: at, value: rss / 2 ** 20 });
  }

  /** Takes one backend out of the config or puts it back, again and again; all are in it in the end. */
  async #reload(isOver: () => boolean, random: Random): Promise<void> {
    const { mangrove } = this.#parts;
    while (!isOver()) {
      await pause(200 + random.below(600));
      await mangrove.reload(this.#configWithout(random.below(this.#farm.addresses.length + 1)));
      this.#reloads += 1;
    }
    await mangrove.reload(this.#configWithout(undefined));
  }

  /** Every second backend is found by its name. */
  #configWithout(gone: number | undefined): ReturnType<typeof configFor> {
    const servers = this.#farm.addresses.map((address, at) =>
      at % 2 === 0 ? address.replace('127.0.0.1', `soak-${at}.internal`) : address,
    );
    return configFor(
      servers.filter((_, at) => at !== gone),
      this.#names?.address ?? '',
    );
  }

  /** The name server is slow, ill and well by turns; it is well in the end. */
  async #confuse(isOver: () => boolean, random: Random): Promise<void> {
    const { names } = this.#parts;
    while (!isOver()) {
      names.delayMs = random.below(600);
      names.mood = random.below(2) === 0 ? 'answers' : random.pick(moods);
      await pause(100 + random.below(1500));
    }
    names.delayMs = 0;
    names.mood = 'answers';
  }

  get #parts(): { load: SoakLoad; mangrove: MangroveProcess; names: NameServer } {
    const [load, mangrove, names] = [this.#load, this.#mangrove, this.#names];
    if (load === undefined || mangrove === undefined || names === undefined) throw new Error('nothing runs');
    return { load, mangrove, names };
  }

  /** Asks until nothing is wrong any more; what is still wrong in the end, in words. */
  async #settled(fault: () => string | undefined | Promise<string | undefined>): Promise<string | undefined> {
    const until = performance.now() + expiryMs;
    for (;;) {
      const found = await fault();
      if (found === undefined || performance.now() > until) return found;
      await pause(100);
    }
  }

  #check(fault: string | undefined): void {
    this.#checks += 1;
    if (fault !== undefined) this.#faults.push(fault);
  }

  /** What must be true in the end. */
  #judge(): void {
    const { load, mangrove } = this.#parts;
    const executed = this.#farm.executed;
    const times = new Map<string, number>();
    for (const [nonce] of executed) times.set(nonce, (times.get(nonce) ?? 0) + 1);
    for (const [nonce, count] of times) if (count > 1) this.#faults.push(`POST ${nonce} was executed ${count} times`);
    for (const nonce of load.answered) if (!times.has(nonce)) this.#faults.push(`POST ${nonce} was answered, but no backend had it`);
    console.log(`POSTs: ${executed.length} executed, ${executed.length - times.size} of them twice, ${load.answered.size} answered`);
    this.#check(mangrove.complaints === '' ? undefined : `it complained: ${mangrove.complaints}`);
    if (this.#isStopped) return;
    this.#check(mangrove.alive ? undefined : 'the process has ended');
    if (!mangrove.alive) return;
    console.log(`descriptors: ${this.#descriptors} before, ${mangrove.descriptors} after the last round`);
    if (this.#heap.length < 3) {
      console.log('memory: too few rounds for a slope');
      return;
    }
    this.#check(this.#grows('heap', this.#heap));
    this.#check(this.#grows('rss', this.#rss));
  }

  #grows(what: 'heap' | 'rss', samples: readonly Sample[]): string | undefined {
    const slope = slopeOf(samples);
    const [first, last] = [samples[0]?.value ?? 0, samples.at(-1)?.value ?? 0];
    const figures = `${what}: ${first.toFixed(1)} MiB, then ${last.toFixed(1)} MiB; slope ${slope.toFixed(2)} MiB a minute over ${samples.length} rounds`;
    console.log(`${figures} (at most ${most[what]})`);
    return slope > most[what] ? figures : undefined;
  }

  #report(): number {
    const counts = [...(this.#load?.counts ?? [])].sort(([one], [other]) => one.localeCompare(other));
    const done = counts.reduce((sum, [, count]) => sum + count, 0);
    const troubles = Array.from(this.#farm.troubles, ([what, count]) => `${what} ${count}`).sort();
    console.log(`${done} requests and ${((this.#load?.bytes ?? 0) / 2 ** 20).toFixed(0)} MiB of content:`);
    for (const [what, count] of counts) console.log(`  ${what}: ${count}`);
    console.log(`questions to the name server: ${this.#names?.asked.length ?? 0}`);
    console.log(`troubles of backends: ${troubles.join(', ')}; ${this.#reloads} reloads`);
    const good = counts.filter(([what]) => /: (200|101)$/.test(what)).reduce((sum, [, count]) => sum + count, 0);
    this.#check(good * 2 > done || this.#isStopped ? undefined : `only ${good} of ${done} answers were good`);
    for (const fault of this.#faults) console.log(`  ${fault}`);
    const failed = this.#faults.length;
    console.log(`${Math.max(0, done + this.#checks - failed)} passed, ${failed} failed`);
    if (this.#isStopped) return 130;
    return failed === 0 ? 0 : 1;
  }
}

async function main(): Promise<void> {
  const soak = new Soak();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => soak.stop());
  process.exitCode = await soak.run();
}

void main();
