import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { LogLines } from './log-lines';
import { until, within } from './eventually';

const root = resolve(__dirname, '../..');

/** The compiled command where somebody has seen to it that it is up to date; else the sources, which take longer to start. */
const command =
  process.env.MANGROVE_BUILT === undefined
    ? ['-r', require.resolve('ts-node/register/transpile-only'), resolve(root, 'src/cli.ts')]
    : [resolve(root, 'bin/mangrove.js')];

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** The real command, in a process of its own. */
export class Command {
  readonly log = new LogLines();
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  #exited: Exit | undefined;

  /** Runs `mangrove` with these arguments; `env` is added to the environment of this process. */
  constructor(args: readonly string[], options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {}) {
    const { PORT: _port, MANGROVE_CONFIG: _config, ...inherited } = process.env;
    this.#child = spawn(process.execPath, [...command, ...args], {
      cwd: options.cwd ?? root,
      env: { ...inherited, TS_NODE_PROJECT: resolve(root, 'tsconfig.json'), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.log.write(text);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.exit = new Promise((resolveExit) => {
      this.#child.once('close', (code, signal) => {
        this.#exited = { code, signal };
        resolveExit(this.#exited);
      });
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Undefined while it runs. */
  get exited(): Exit | undefined {
    return this.#exited;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for the line that says where it listens. */
  async listening(): Promise<{ readonly url: string; readonly adminUrl: string | undefined }> {
    const line = () => this.log.all.find(({ msg, url }) => msg === 'listening' && typeof url === 'string');
    await until('a line that says "listening"', () => line() !== undefined || this.#exited !== undefined, 20_000);
    const found = line();
    if (found === undefined) throw new Error(`it ended with ${this.#exited?.code}: ${this.#stderr}`);
    return { url: String(found.url), adminUrl: typeof found.admin === 'string' ? found.admin : undefined };
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<Exit> {
    return within(this.exit, `the end of the process (it said: ${this.#stderr})`, 30_000);
  }

  /** Ends it at once if it still runs. */
  async kill(): Promise<void> {
    if (this.#exited === undefined) this.#child.kill('SIGKILL');
    await this.exit;
  }
}
