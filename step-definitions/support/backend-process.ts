import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { within } from './eventually';
import type { Fault } from './faulty-backend';
import { patience } from './patience';

/** A real backend in a process of its own, which can be killed and frozen. It keeps its port from one life to the next. */
export class BackendProcess {
  readonly name: string;
  readonly #ordersFile: string;
  #child: ChildProcess | undefined;
  #port = 0;

  /** The file takes the orders that it sees, a line each. */
  constructor(name: string, ordersFile: string) {
    this.name = name;
    this.#ordersFile = ordersFile;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const program = join(__dirname, 'faulty-backend.ts');
    const execArgv = ['-r', require.resolve('ts-node/register/transpile-only')];
    this.#child = fork(program, [this.name, String(this.#port), this.#ordersFile], { execArgv });
    this.#port = await this.#told<number>();
  }

  /** Resolves when it has the fault. */
  async have(fault: Fault): Promise<void> {
    const told = this.#told<Fault>();
    this.#child?.send(fault);
    await told;
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** The orders that it has ever seen. */
  async orders(): Promise<string[]> {
    return (await readFile(this.#ordersFile, 'utf8')).split('\n').filter((line) => line !== '');
  }

  async #told<Message>(): Promise<Message> {
    if (this.#child === undefined) throw new Error(`${this.name} does not run`);
    const [message] = await within(once(this.#child, 'message'), `a word from the process of ${this.name}`, patience.while);
    return message as Message;
  }
}
