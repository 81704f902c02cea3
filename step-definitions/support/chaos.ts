import type { BackendProcess } from './backend-process';
import { eventually, until } from './eventually';
import type { Fault } from './faulty-backend';
import { type Done, Load } from './load';
import type { LogLine } from './log-lines';
import { patience, patientNow } from './patience';
import type { MangroveWorld } from './world';

/** Something that befalls a backend, how it ends, and how the attempts that meet it end. */
export type Trouble = {
  readonly what: string;
  begin(backend: BackendProcess): Promise<void> | void;
  end(backend: BackendProcess): Promise<void> | void;
  readonly felt: readonly (string | number)[];
};

const faulty = (what: string, fault: Fault, felt: Trouble['felt']): Trouble => ({
  what,
  begin: (backend) => backend.have(fault),
  end: (backend) => backend.have('none'),
  felt,
});

export const troubles: readonly Trouble[] = [
  { what: 'is killed', begin: (backend) => backend.kill(), end: (backend) => backend.start(), felt: ['connect_failed'] },
  { what: 'freezes', begin: (backend) => backend.freeze(), end: (backend) => backend.thaw(), felt: ['first_byte_timeout'] },
  faulty('resets before the head', 'reset_before_head', ['reset']),
  faulty('never answers', 'silent', ['first_byte_timeout']),
  faulty('answers 500', '500', [500]),
  faulty('resets after the head', 'reset_after_head', ['truncated']),
  faulty('sends a byte a second', 'byte_a_second', ['truncated']),
];

type Phase = { readonly name: string; readonly what: string; readonly recoveredMs: number };

/** After a trouble has been noticed, this many more requests go by before it ends. */
const aftermath = 150;
/** A backend has its share again when it has answered this part of so many GETs; a quarter is fair. */
const window = 80;
const leastShare = 0.23;

/** Four backends, clients that ask them without a pause, and one trouble after the other. */
export class Chaos {
  readonly phases: Phase[] = [];
  /** In milliseconds: `rise` checks and the warm-up. */
  boundMs = 0;
  readonly #world: MangroveWorld;
  readonly #host: string;
  readonly #backends: readonly BackendProcess[];
  #load: Load | undefined;
  #doubles = 0;

  constructor(world: MangroveWorld, host: string, backends: readonly BackendProcess[]) {
    this.#world = world;
    this.#host = host;
    this.#backends = backends;
  }

  get load(): Load {
    if (this.#load === undefined) throw new Error('no clients shop');
    return this.#load;
  }

  /** Lets the clients in and waits until every backend has its share. */
  async open(): Promise<void> {
    const load = new Load(await this.#world.port(), this.#host);
    this.#load = load;
    this.#world.leftovers.push(() => load.stop());
    load.start({ method: 'GET', count: 8, pauseMs: 10 });
    load.start({ method: 'POST', count: 4, pauseMs: 15 });
    for (const { name } of this.#backends) await this.#hasShare(name);
  }

  /** Begins a trouble, waits until clients and checks have met it, ends it, and waits until the backend has its share again. */
  async befall(name: string, { what, begin, end, felt }: Trouble): Promise<void> {
    const backend = this.#backends.find((one) => one.name === name);
    if (backend === undefined) throw new Error(`no backend ${name}`);
    const from = this.#world.logLines.all.length;
    this.load.during = what;
    await begin(backend);
    // A check may be the first to notice, and then no client meets the trouble at all.
    const since = () => this.#world.logLines.all.slice(from);
    await until(`${name} that ${what} to be noticed`, () => since().some((line) => meets(line, name, felt) || isFlip(line, name)));
    await this.#world.reaches(name, 'unhealthy');
    const count = this.load.done.length + aftermath;
    await until(`${aftermath} more requests`, () => this.load.done.length >= count);
    await end(backend);
    const ended = patientNow();
    await this.#hasShare(name);
    this.phases.push({ name, what, recoveredMs: patientNow() - ended });
  }

  /** Lets the clients go, and waits until nothing is in flight. */
  async close(): Promise<void> {
    await this.load.stop();
    await eventually(async () => {
      const { pools } = await this.#world.status();
      const busy = pools.flatMap(({ backends }) => backends).filter(({ in_flight }) => in_flight > 0);
      if (busy.length > 0) throw new Error(`requests left: ${busy.map((one) => `${one.in_flight} at ${one.name}`).join(', ')}`);
    });
    this.#doubles = (await this.ordersSeenTwice()).length;
  }

  failedGets(): Done[] {
    return this.load.done.filter(({ method, outcome }) => method === 'GET' && outcome !== 'good');
  }

  async ordersSeenTwice(): Promise<string[]> {
    const orders = (await Promise.all(this.#backends.map((backend) => backend.orders()))).flat();
    return orders.filter((order, at) => orders.indexOf(order) !== at);
  }

  /** A line for each trouble, for the report. */
  report(): string {
    const lines = this.phases.map(({ name, what, recoveredMs }) => {
      const mine = this.load.done.filter(({ during }) => during === what);
      return `${name} ${what}: ${failures(mine, 'GET')}; ${failures(mine, 'POST')}; its share again after ${Math.round(recoveredMs)} ms`;
    });
    return [...lines, this.#summary()].join('\n');
  }

  #summary(): string {
    const slowest = Math.round(Math.max(...this.phases.map(({ recoveredMs }) => recoveredMs)));
    const { done } = this.load;
    return `chaos: ${done.length} requests, ${failures(done, 'GET')}, ${failures(done, 'POST')}, ${this.#doubles} orders seen twice, shares back after ${slowest} ms at most`;
  }

  #hasShare(name: string): Promise<void> {
    return until(`a fair share for ${name}`, () => this.load.shareOf(name, window) >= leastShare, patience.while);
  }
}

/** Whether a line of the log says that this backend is found to be unhealthy. */
function isFlip({ msg, backend }: LogLine, name: string): boolean {
  return msg === 'backend unhealthy' && backend === `${name}:80`;
}

/** Whether a line of the access log has an attempt at this backend that ended like this. */
function meets({ attempts }: LogLine, name: string, felt: Trouble['felt']): boolean {
  if (!Array.isArray(attempts)) return false;
  return (attempts as { backend: string; reason?: string; status?: number }[]).some(
    ({ backend, reason, status }) => backend === `${name}:80` && [reason, status].some((end) => end !== undefined && felt.includes(end)),
  );
}

/** `3 of 120 GETs failed (2 answered 500, 1 broken off)` */
function failures(done: readonly Done[], method: string): string {
  const mine = done.filter((one) => one.method === method);
  const failed = Map.groupBy(
    mine.filter(({ outcome }) => outcome !== 'good'),
    ({ outcome }) => outcome,
  );
  const kinds = Array.from(failed, ([outcome, ones]) => `${ones.length} ${outcome}`).join(', ');
  const count = Array.from(failed.values(), (ones) => ones.length).reduce((sum, one) => sum + one, 0);
  return `${count} of ${mine.length} ${method}s failed${kinds === '' ? '' : ` (${kinds})`}`;
}
