import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './mutate';
import type { Fault } from './soak-backend';

/** What befalls a backend: its process is killed or frozen, or it misbehaves. */
type Trouble = 'is killed' | 'freezes' | Exclude<Fault, 'none'>;

const troubles: readonly [Trouble, ...Trouble[]] = [
  'is killed',
  'freezes',
  'refuses',
  'is silent',
  'resets',
  'resets uploads',
  'breaks off',
  'is slow',
  'answers 500',
  'answers early',
];

/** A backend process that can be killed and frozen; it keeps its port from one life to the next. */
class SoakBackend {
  readonly #file: string;
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The POSTs it has got whole, each with the digest of its content. */
  get executed(): [nonce: string, digest: string][] {
    const lines = readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => line.split(' ') as [string, string]);
  }

  async start(): Promise<void> {
    const execArgv = ['-r', require.resolve('ts-node/register/transpile-only')];
    this.#child = fork(join(__dirname, 'soak-backend.ts'), [String(this.#port), this.#file], { execArgv });
    this.#port = (await told<number>(this.#child)) ?? this.#port;
  }

  /** Lets trouble befall it; the returned function ends that. */
  async befall(trouble: Trouble): Promise<() => Promise<void>> {
    if (trouble === 'is killed') {
      await this.kill();
      return () => this.start();
    }
    if (trouble === 'freezes') {
      this.#child?.kill('SIGSTOP');
      return async () => void this.#child?.kill('SIGCONT');
    }
    await this.#have(trouble);
    return () => this.#have('none');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async #have(fault: Fault): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const confirmed = told(child);
    child.send(fault, () => undefined);
    await confirmed;
  }
}

/** The next message of a process; undefined when it ends, or has ended, without one. */
async function told<Message>(child: ChildProcess): Promise<Message | undefined> {
  if (child.exitCode !== null || child.signalCode !== null) return undefined;
  const settled = new AbortController();
  const { signal } = settled;
  const ended = once(child, 'exit', { signal }).then(() => []);
  const [message] = await Promise.race([once(child, 'message', { signal }), ended]).finally(() => settled.abort());
  return message as Message | undefined;
}

/** Backends, and the troubles that befall them. */
export class Farm {
  /** How often each trouble has been. */
  readonly troubles = new Map<Trouble, number>();
  readonly #backends: readonly SoakBackend[];

  constructor(folder: string, count: number) {
    this.#backends = Array.from({ length: count }, (_, at) => new SoakBackend(join(folder, `executed-${at}`)));
  }

  get addresses(): string[] {
    return this.#backends.map(({ address }) => address);
  }

  get executed(): [nonce: string, digest: string][] {
    return this.#backends.flatMap(({ executed }) => executed);
  }

  async start(): Promise<void> {
    await Promise.all(this.#backends.map((backend) => backend.start()));
  }

  /** Lets troubles befall each of them, one after the other, until it is time; all are well then. */
  async suffer(isOver: () => boolean, random: Random): Promise<void> {
    await Promise.all(this.#backends.map((backend) => this.#sufferOne(backend, isOver, random)));
  }

  async #sufferOne(backend: SoakBackend, isOver: () => boolean, random: Random): Promise<void> {
    for (;;) {
      await pause(100 + random.below(1000));
      if (isOver()) return;
      const trouble = random.pick(troubles);
      this.troubles.set(trouble, (this.troubles.get(trouble) ?? 0) + 1);
      const end = await backend.befall(trouble);
      await pause(100 + random.below(1000));
      await end();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#backends.map((backend) => backend.kill()));
  }
}
