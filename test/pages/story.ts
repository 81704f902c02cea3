import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { until } from '../../step-definitions/support/eventually';
import { patience } from '../../step-definitions/support/patience';
import { compare } from './holes';
import { install } from './installation';

const timers = resolve(__dirname, 'turned-timers.js');

/** What a shell of a reader has: `sleep` turns the clocks instead, and whoever is signalled by name is one of this story. */
const prelude = `
mangrove() { node bin/mangrove.js "$@"; }
sleep() { for clock in "$STORY_CLOCKS"/*; do command curl -s --unix-socket "$clock" "http://clock/$1"; done; }
pkill() { command pkill -g "$STORY_TERMINAL" "$@"; }
curl() { command curl --no-progress-meter "$@"; }
`;

type Line = { readonly [field: string]: unknown };

/** What a reader's machine has to have and this one has not. */
export const missing = ['bash', 'curl', 'make', 'npm', 'pkill'].filter((program) => spawnSync('which', [program]).status !== 0);

/** What came of a command: what it printed, with the ports of the page, and its exit code; undefined where it was ended. */
export type Came = { readonly printed: string; readonly code: number | null | undefined };

/**
 * A reader who follows one page: commands run one after the other in a folder in which Mangrove is installed; one may go on in a terminal
 * of its own. The ports 8080 and 7070 of the page are free ones here.
 */
export class Story {
  readonly folder = install();
  readonly #clocks = join(this.folder, 'clocks');
  #terminal: Terminal | undefined;

  constructor() {
    mkdirSync(this.#clocks);
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Runs a command in a terminal of its own, in place of the one before, and waits until it listens. */
  async open(command: string): Promise<void> {
    this.#terminal?.close();
    for (const clock of readdirSync(this.#clocks)) rmSync(join(this.#clocks, clock));
    this.#terminal = new Terminal(this.#spawn(command, { PORT: '0', ADMIN_PORT: '0', NODE_OPTIONS: `--require=${timers}` }));
    await this.#terminal.listening();
  }

  /** What the first terminal has been told, a line of JSON each. */
  get log(): readonly string[] {
    return this.#terminal?.log ?? [];
  }

  /** Whoever reads takes so long between two blocks. */
  async readOn(seconds: number): Promise<void> {
    if (this.#terminal !== undefined) await this.run(`sleep ${seconds}`);
  }

  /** Runs a command to its end, or until it has printed all that is shown: what has no end is ended there. */
  async run(command: string, shown: readonly string[] = []): Promise<Came> {
    const child = this.#spawn(this.#here(command), this.#terminal?.ports ?? {});
    let printed = '';
    let isEnough = false;
    const isEndless = /\bwhile sleep\b/.test(command);
    const take = (text: string) => {
      printed += text;
      isEnough ||= isEndless && compare(shown, linesOf(this.#asOnPage(printed))) === 'all';
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', take);
    const ended = new Promise<number | null>((end) => child.once('close', end));
    const expiry = new AbortController();
    const enough = until('the end of the command', () => isEnough || expiry.signal.aborted, patience.step).catch(() => undefined);
    const code = await Promise.race([ended, enough.then(() => undefined)]);
    expiry.abort();
    end(child);
    await ended;
    return { printed: this.#asOnPage(printed), code };
  }

  close(): void {
    this.#terminal?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #spawn(command: string, env: Readonly<Record<string, string>>): ChildProcess {
    return spawn('bash', ['-c', `set -o pipefail; ${prelude}\n${command}`], {
      cwd: this.folder,
      env: {
        ...inherited(),
        PATH: `${join(this.folder, 'node_modules/.bin')}:${process.env.PATH}`,
        HOME: this.folder,
        STORY_READER: String(process.pid),
        STORY_CLOCKS: this.#clocks,
        STORY_TERMINAL: String(this.#terminal?.group ?? 0),
        ...env,
      },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** With the ports that are those of the page here. */
  #here(command: string): string {
    const { PORT = '8080', ADMIN_PORT = '7070' } = this.#terminal?.ports ?? {};
    return command.replaceAll('localhost:8080', `localhost:${PORT}`).replaceAll('localhost:7070', `localhost:${ADMIN_PORT}`);
  }

  #asOnPage(text: string): string {
    const { PORT, ADMIN_PORT } = this.#terminal?.ports ?? {};
    if (PORT === undefined || ADMIN_PORT === undefined) return text;
    return text.replaceAll(new RegExp(`\\b${PORT}\\b`, 'g'), '8080').replaceAll(new RegExp(`\\b${ADMIN_PORT}\\b`, 'g'), '7070');
  }
}

class Terminal {
  readonly group: number;
  ports: Readonly<Record<'PORT' | 'ADMIN_PORT', string>> | undefined;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.group = child.pid ?? 0;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
  }

  get log(): string[] {
    return this.#stdout.split('\n').filter((line) => line.startsWith('{'));
  }

  async listening(): Promise<void> {
    const found = (): Line | undefined => this.log.map((line) => JSON.parse(line) as Line).find(({ msg }) => msg === 'listening');
    await until('a line that says "listening"', () => found() !== undefined || this.#child.exitCode !== null, patience.step);
    const line = found();
    if (line === undefined) throw new Error(`it ended with ${this.#child.exitCode}: ${this.#stderr}`);
    this.ports = { PORT: portOf(line.url), ADMIN_PORT: portOf(line.admin) };
  }

  close(): void {
    end(this.#child);
  }
}

/** Nothing of what whoever runs the tests has set counts: ports, proxies, colours, flags of make and npm. */
function inherited(): Record<string, string | undefined> {
  const { TMPDIR, NODE_V8_COVERAGE } = process.env;
  return { ...(TMPDIR && { TMPDIR }), ...(NODE_V8_COVERAGE && { NODE_V8_COVERAGE }) };
}

/** Ends a process and all that it has started. */
function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All have ended.
  }
}

function portOf(url: unknown): string {
  return typeof url === 'string' ? new URL(url).port : '';
}

/** The lines of what was printed, without an empty one at the end. */
export function linesOf(printed: string): string[] {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
