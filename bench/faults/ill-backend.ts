import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Children, nextMessage } from '../children';
import type { Fault } from './fault';

/** A backend process to which everything can happen; it keeps its port from one life to the next. */
export class IllBackend {
  readonly name: string;
  readonly #children: Children;
  readonly #file: string;
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(name: string, children: Children, folder: string) {
    this.name = name;
    this.#children = children;
    this.#file = join(folder, `executed-${name}`);
    writeFileSync(this.#file, '');
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** The POSTs it has got whole. */
  get executed(): string[] {
    return readFileSync(this.#file, 'utf8').split('\n').slice(0, -1);
  }

  async start(): Promise<void> {
    const child = this.#children.fork('faults/backend.ts', this.name, String(this.#port), this.#file);
    this.#child = child;
    this.#port = await nextMessage<number>(child);
  }

  /** Has the fault from now on, or none. */
  async have(fault: Fault): Promise<void> {
    const child = this.#running;
    const confirmed = nextMessage(child);
    child.send(fault);
    await confirmed;
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** As an operator stops a server: it finishes what is under way. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  freeze(): void {
    this.#running.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#running;
    this.#child = undefined;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  get #running(): ChildProcess {
    if (this.#child === undefined) throw new Error(`${this.name} does not run`);
    return this.#child;
  }
}
