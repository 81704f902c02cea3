import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Children } from '../children';
import type { Balancer, Place } from './balancers/balancer';

const patienceMs = 20_000;
/** How long answers under way may take when a balancer is restarted; then it is told to stop at once. */
export const graceMs = 1_000;

/** A balancer at work, in a process of its own, with all that it says in a file. */
export class BalancerProcess {
  readonly #balancer: Balancer;
  readonly #place: Place;
  readonly #children: Children;
  #child: ChildProcess | undefined;

  constructor(balancer: Balancer, place: Place, children: Children) {
    this.#balancer = balancer;
    this.#place = place;
    this.#children = children;
  }

  get port(): number {
    return this.#place.port;
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    await this.#spawn(() => serves(this.port));
  }

  /** Starts another process beside the one that serves, and ends that once the other listens too. */
  async replace(): Promise<void> {
    const before = this.#child;
    const sockets = socketsAt(this.port);
    await this.#spawn(async () => socketsAt(this.port) > sockets);
    await this.#end(before);
  }

  async #spawn(isUp: () => Promise<boolean>): Promise<void> {
    this.#write(this.#place);
    const [command, ...args] = this.#balancer.start(this.#file, this.#place);
    const output = openSync(this.#output, 'a');
    const child = this.#children.spawn(command, args, { stdio: ['ignore', output, output], env: { ...process.env, PORT: '' } });
    closeSync(output);
    this.#child = child;
    const until = performance.now() + patienceMs;
    while (!(await isUp())) {
      if (child.exitCode !== null || performance.now() > until)
        throw new Error(`${this.#balancer.title} does not serve: ${this.#lastWords}`);
      await pause(20);
    }
  }

  /** Has it load a config with these of the backends. */
  async reload(backends: Place['backends']): Promise<void> {
    this.#write({ ...this.#place, backends });
    const how = this.#balancer.reload(this.#file, this.#place);
    if (typeof how === 'string') {
      this.#child?.kill(how);
      return;
    }
    const [command, ...args] = how;
    const child = this.#children.spawn(command, args, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}`);
  }

  /** Gracefully first, then at once. */
  async stop(): Promise<void> {
    await this.#end(this.#child);
  }

  async #end(child: ChildProcess | undefined): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(this.#balancer.gracefully);
    const impatience = setTimeout(() => child.kill(this.#balancer.atOnce), graceMs);
    const fury = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(impatience);
    clearTimeout(fury);
  }

  get #file(): string {
    return join(this.#place.folder, this.#balancer.configName);
  }

  get #output(): string {
    return join(this.#place.folder, 'output.log');
  }

  get #lastWords(): string {
    return readFileSync(this.#output, 'utf8').slice(-2000);
  }

  #write(place: Place): void {
    writeFileSync(this.#file, this.#balancer.config(place));
  }
}

/** What it says its version is; undefined when it is not installed here. */
export function versionOf({ version: [command, ...args] }: Balancer): string | undefined {
  const { stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return error === undefined ? /\d+\.\d+(\.\d+)?/.exec(stdout + stderr)?.[0] : undefined;
}

/** How many sockets listen at a port of 127.0.0.1, of whichever process. */
function socketsAt(port: number): number {
  const place = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = '0A';
  const rows = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows.filter(([, address, , state]) => address === place && state === listening).length;
}

/** Whether a backend can be reached through it. */
function serves(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/healthz', agent: false, timeout: 1000 }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode === 200));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
