import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LogLines } from './log-lines';
import { until, within } from './eventually';
import { patience } from './patience';
import { hasEnded, inmateOf, inTerminal, type Terminal } from './terminal';

const root = resolve(__dirname, '../..');

/** The compiled command where somebody has seen to it that it is up to date; else the sources, which take longer to start. */
const command =
  process.env.MANGROVE_BUILT === undefined
    ? ['-r', require.resolve('ts-node/register/transpile-only'), resolve(root, 'src/cli.ts')]
    : [resolve(root, 'bin/mangrove.js')];

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type CommandOptions = {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** How many files it may have open at most; what this process may have when undefined. */
  readonly openFiles?: number | undefined;
  /** The file that its log goes to; standard output when undefined. */
  readonly logFile?: string | undefined;
  /** A file in place of its standard output, and how large it may become. */
  readonly output?: { readonly file: string; readonly kibibytes: number } | undefined;
  /** Descriptors of this process that it is handed, as a service manager does (sd_listen_fds(3)); `env` may say so otherwise. */
  readonly handedIn?: readonly number[] | undefined;
  /** What stands on its standard input; nothing when undefined. */
  readonly input?: string | undefined;
  /** Runs it in a terminal of its own; `outlived` is one whose end is not to be its own. */
  readonly terminal?: Terminal | undefined;
  /** How wide that terminal is; it does not say when undefined. */
  readonly columns?: number | undefined;
};

/** The real command, in a process of its own. */
export class Command {
  readonly log = new LogLines();
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #logFile: string | undefined;
  readonly #terminal: Terminal | undefined;
  #inmate: number | undefined;
  #stdout = '';
  #stderr = '';
  #exited: Exit | undefined;

  /** Runs `mangrove` with these arguments. */
  constructor(args: readonly string[], options: CommandOptions = {}) {
    const { PORT: _port, ADMIN_PORT: _adminPort, MANGROVE_CONFIG: _config, ...others } = process.env;
    const { NO_COLOR: _none, FORCE_COLOR: _force, ...inherited } = others;
    this.#logFile = options.logFile;
    this.#terminal = options.terminal;
    const words = [...limits(options), process.execPath, ...command, ...args];
    const [program = '', ...rest] = this.#terminal === undefined ? words : inTerminal(words, this.#terminal, options.columns);
    this.#child = spawn(program, rest, {
      cwd: options.cwd ?? root,
      env: { ...inherited, TS_NODE_PROJECT: resolve(root, 'tsconfig.json'), ...options.env },
      stdio: ['pipe', 'pipe', 'pipe', ...(options.handedIn ?? [])],
    });
    this.#child.stdin?.on('error', () => undefined).end(options.input);
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

  /** Lets its log wait in the pipe until it has ended. */
  stopReading(): void {
    const { stdout } = this.#child;
    stdout?.pause();
    this.#child.once('exit', () => stdout?.resume());
  }

  /** What it prints from now on has no reader. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  signal(name: NodeJS.Signals): void {
    const { inmate } = this;
    if (inmate === undefined) this.#child.kill(name);
    else process.kill(inmate, name);
  }

  /** Its process, where it runs in a terminal. */
  get inmate(): number | undefined {
    if (this.#terminal !== undefined && this.#child.pid !== undefined) this.#inmate ??= inmateOf(this.#child.pid, this.#terminal);
    return this.#inmate;
  }

  /** Takes its terminal away. */
  closeTerminal(): void {
    if (this.inmate !== undefined) this.#child.kill('SIGKILL');
  }

  /** Waits for the line that says where it listens. */
  async listening(): Promise<{ readonly url: string; readonly adminUrl: string | undefined }> {
    const log = () => (this.#logFile === undefined ? this.log : linesOf(this.#logFile));
    const line = () => log().all.find(({ msg, url }) => msg === 'listening' && typeof url === 'string');
    await until('a line that says "listening"', () => line() !== undefined || this.#exited !== undefined, patience.while);
    const found = line();
    if (found === undefined) throw new Error(`it ended with ${this.#exited?.code}: ${this.#stderr}`);
    return { url: String(found.url), adminUrl: typeof found.admin === 'string' ? found.admin : undefined };
  }

  /** Waits until it has ended by itself. */
  async ended(): Promise<Exit> {
    return within(this.exit, `the end of the process (it said: ${this.#stderr})`, patience.while);
  }

  /** Ends it at once if it still runs. */
  async kill(): Promise<void> {
    const { inmate } = this;
    if (inmate !== undefined && !hasEnded(inmate)) process.kill(inmate, 'SIGKILL');
    if (this.#exited === undefined) this.#child.kill('SIGKILL');
    await this.exit;
  }
}

function limits({ openFiles, output, handedIn = [] }: CommandOptions): string[] {
  const files = openFiles === undefined ? '' : `ulimit -n ${openFiles}; `;
  const size = output === undefined ? '' : `ulimit -f ${output.kibibytes}; exec > '${output.file}'; `;
  const sockets = handedIn.length === 0 ? '' : `export LISTEN_PID=\${LISTEN_PID-$$} LISTEN_FDS=\${LISTEN_FDS-${handedIn.length}}; `;
  return files + size + sockets === '' ? [] : ['bash', '-c', `${files}${size}${sockets}exec "$@"`, 'bash'];
}

function linesOf(file: string): LogLines {
  const lines = new LogLines();
  if (existsSync(file)) lines.write(readFileSync(file, 'utf8'));
  return lines;
}
