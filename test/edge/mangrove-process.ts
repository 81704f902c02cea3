import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const mostReloadMs = 20_000;
const root = resolve(__dirname, '../..');

type Output = { stderr: string; readonly log: Map<string, string>; reloads: number };

export type Footprint = { readonly rssMiB: number; readonly heapMiB: number; readonly descriptors: number };

/** Mangrove as it runs in production, in a process of its own, which an unhandled rejection would end. */
export class MangroveProcess {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #output: Output;

  private constructor(port: number, child: ChildProcess, folder: string, output: Output) {
    this.port = port;
    this.#child = child;
    this.#folder = folder;
    this.#output = output;
  }

  /** Starts it with a config. */
  static async start(config: object): Promise<MangroveProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'mangrove-edge-'));
    const file = fileIn(folder);
    writeFileSync(file, textOf(config));
    const words = ['--unhandled-rejections=strict', '--expose-gc', '-r', require.resolve('./settle.js')];
    const child = spawn(process.execPath, [...words, join(root, 'bin/mangrove.js'), 'start', '--config', file], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const output: Output = { stderr: '', log: new Map(), reloads: 0 };
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    const port = await new Promise<number>((found, failed) => {
      let pending = '';
      child.once('exit', () => failed(new Error(`mangrove did not start: ${output.stderr}`)));
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (pending + text).split('\n');
        pending = lines.pop() ?? '';
        for (const line of lines) {
          const url = /"url":"http:\/\/[^"]*:(\d+)"/.exec(line)?.[1];
          if (url !== undefined) found(Number(url));
          const client = /"client":"([^"]*)"/.exec(line)?.[1];
          if (line.includes('"msg":"the config was loaded"')) output.reloads += 1;
          if (client !== undefined) output.log.set(client, line);
          else if (/"level":(50|60|"error"|"fatal")/.test(line)) output.stderr += `${line}\n`;
        }
      });
    });
    return new MangroveProcess(port, child, folder, output);
  }

  /** Has it load another config, and resolves once it serves by that, or has ended. Rejects when it does neither. */
  async reload(config: object): Promise<void> {
    const before = this.#output.reloads;
    writeFileSync(fileIn(this.#folder), textOf(config));
    this.#child.kill('SIGHUP');
    const until = performance.now() + mostReloadMs;
    while (this.alive && this.#output.reloads === before) {
      if (performance.now() > until) throw new Error(`mangrove did not load its config: ${this.complaints}`);
      await pause(10);
    }
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What it said on standard error, and its log lines of level error. */
  get complaints(): string {
    return this.#output.stderr;
  }

  /** The last line of the access log for a client; lines come a little late. */
  async logOf(client: string): Promise<string> {
    await pause(50);
    return this.#output.log.get(client) ?? 'no log line';
  }

  /** How many descriptors it has open. */
  get descriptors(): number {
    return readdirSync(`/proc/${this.#child.pid}/fd`).length;
  }

  /** Collects garbage and measures, in bytes. */
  async measure(): Promise<NodeJS.MemoryUsage> {
    const answered = once(this.#child, 'message');
    this.#child.send('settle');
    const [usage] = (await answered) as [NodeJS.MemoryUsage];
    return usage;
  }

  /** Waits until connections are gone, collects garbage, and measures. */
  async settle(): Promise<Footprint> {
    await pause(1500);
    const { rss, heapUsed } = await this.measure();
    return { rssMiB: Math.round(rss / 2 ** 20), heapMiB: Math.round(heapUsed / 2 ** 20), descriptors: this.descriptors };
  }

  /** Ends it, gracefully if it can; resolves with its exit code. */
  async stop(): Promise<number | null> {
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), 3000);
    if (this.alive) {
      this.#child.kill('SIGTERM');
      await once(this.#child, 'exit');
    }
    clearTimeout(hard);
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#child.exitCode;
  }
}

function fileIn(folder: string): string {
  return join(folder, 'mangrove.yaml');
}

/** JSON is YAML. */
function textOf(config: object): string {
  return JSON.stringify({ listen: '127.0.0.1:0', admin: false, ...config });
}
