import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Plan } from './plan';
import type { Said } from './say';

/** `said`: the last of what it printed; `late`: why it was ended, when it was not over in time. */
export type Ended = { readonly code: number | null; readonly said: string; readonly late: string | undefined };

/** Processes of a run are known by this word of their environment. */
const mark = 'MUTANTS_RUN';
let runs = 0;

/** A process that runs tests of a compiled copy, with a temporary folder of its own; when it is over, nothing of it runs any more. */
export class RunProcess {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #plan: string;
  #timer: NodeJS.Timeout | undefined;
  #late: string | undefined;

  /** Runs Node with these words in `folder`; `plan` is what scenarios it runs. */
  constructor(words: readonly string[], folder: string, env: Readonly<Record<string, string>>, plan?: Plan) {
    runs += 1;
    this.#name = `${process.pid}-${runs}`;
    const scratch = mkdtempSync(join(tmpdir(), 'mangrove-mutant-'));
    this.#plan = join(scratch, 'plan.json');
    if (plan !== undefined) writeFileSync(this.#plan, JSON.stringify(plan));
    mkdirSync(join(scratch, 'tmp'));
    const own = { MANGROVE_BUILT: '1', TMPDIR: join(scratch, 'tmp'), MUTANTS_PLAN: this.#plan, [mark]: this.#name };
    this.#child = spawn(process.execPath, words, {
      cwd: folder,
      env: { ...process.env, ...env, ...own },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.ended = this.#untilEnd(scratch);
  }

  /** Calls this with each thing that a scenario says. */
  onSaid(listener: (said: Said) => void): void {
    createInterface({ input: this.#child.stdio[3] as Readable }).on('line', (line) => listener(JSON.parse(line) as Said));
  }

  /** Gives it another plan, and then the message. */
  give(plan: Plan, message: number): void {
    writeFileSync(this.#plan, JSON.stringify(plan));
    this.#child.send(message, () => undefined);
  }

  /** Ends it when it is not over by then, and nothing else was said here. */
  patience(limitMs: number, sentence: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#late = sentence;
      this.end();
    }, limitMs);
  }

  /** Lets it wait for as long as it wants. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the process, its group, and, where the system can say, whatever it started in groups of their own. */
  end(): void {
    if (this.#child.pid !== undefined) kill(-this.#child.pid);
    if (process.platform !== 'linux') return;
    for (const entry of readdirSync('/proc'))
      if (/^\d+$/.test(entry) && environmentOf(entry).includes(`${mark}=${this.#name}\0`)) kill(Number(entry));
  }

  async #untilEnd(scratch: string): Promise<Ended> {
    let said = '';
    const keep = (chunk: Buffer) => {
      said = (said + chunk).slice(-20_000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    const clear = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
    const onExit = () => {
      this.end();
      clear();
    };
    process.once('exit', onExit);
    const { promise, resolve } = Promise.withResolvers<number | null>();
    this.#child
      .once('error', () => resolve(null))
      .once('exit', () => this.end())
      .once('close', (code) => resolve(code));
    const code = await promise;
    clearTimeout(this.#timer);
    process.off('exit', onExit);
    clear();
    return { code, said, late: this.#late };
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
