import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Plan } from './plan';
import type { Said } from './say';

/** How a run of tests ended: the first that was red, and why. Of a run that ended before its tests did, none is known. */
export type Outcome = { readonly red: false } | { readonly red: true; readonly test: string | undefined; readonly why: string };

export type Run = {
  /** The folder of the compiled copy that is run. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is called when a scenario says something. */
  readonly onSaid?: (said: Said) => void;
  /** Whether the first red scenario ends the run. */
  readonly stopsAtRed?: boolean;
  /** How many milliseconds a test may take until it counts as red. */
  readonly limitOf: (test: string) => number;
};

/** Processes of a run are known by this word of their environment. */
const mark = 'MUTANTS_RUN';
const loading = 60_000;
let runs = 0;

/** Runs scenarios of a compiled copy in a process of its own; when it is over, nothing of it runs any more. */
export async function runScenarios(plan: Plan, run: Run): Promise<Outcome> {
  const { onSaid, stopsAtRed = true, limitOf } = run;
  const words = ['node_modules/@cucumber/cucumber/bin/cucumber.js', '--config', 'test/mutants/cucumber.js'];
  const remaining = new Set(plan.scenarios);
  let current: string | undefined;
  let first: Outcome = { red: false };
  const ended = await inProcess(run, words, { MUTANTS_PLAN: JSON.stringify(plan) }, (child, end, patience) => {
    patience(loading, 'nothing began');
    createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
      const said = JSON.parse(line) as Said;
      onSaid?.(said);
      if (said.begins !== undefined) {
        current = said.begins;
        patience(limitOf(current), `not over within ${(limitOf(current) / 1000).toFixed(0)} s`);
      }
      if (said.ended === undefined) return;
      patience(loading, 'nothing more began');
      remaining.delete(said.ended);
      current = undefined;
      if (said.status === 'PASSED' || said.status === 'SKIPPED' || first.red) return;
      first = { red: true, test: said.ended, why: firstLine(said.wrong ?? '') };
      if (stopsAtRed) end();
    });
  });
  if (first.red || !stopsAtRed) return first;
  if (ended.late !== undefined) return { red: true, test: current, why: ended.late };
  if (remaining.size > 0 && plan.scenarios !== undefined) return { red: true, test: current, why: lastLine(ended.said) };
  return first;
}

/** Runs files of unit tests of a compiled copy in one process. */
export async function runUnits(files: readonly string[], run: Run): Promise<Outcome> {
  const isolation = Number.parseInt(process.versions.node, 10) >= 24 ? ['--test-isolation=none'] : [];
  const limit = files.reduce((sum, file) => sum + run.limitOf(file), 0);
  const words = ['--test', ...isolation, '--test-reporter=tap', ...files];
  const { code, said, late } = await inProcess(run, words, {}, (_child, _end, patience) => patience(limit, 'not over in time'));
  if (code === 0) return { red: false };
  const [, failed = late ?? lastLine(said)] = /^ *not ok \d+ - (.*)$/m.exec(said) ?? [];
  return { red: true, test: files.length === 1 ? files[0] : undefined, why: failed };
}

type Ended = { readonly code: number | null; readonly said: string; readonly late: string | undefined };
type Patience = (limitMs: number, sentence: string) => void;
type Follow = (child: ChildProcess, end: () => void, patience: Patience) => void;

async function inProcess({ folder, env }: Run, words: readonly string[], more: Record<string, string>, follow: Follow): Promise<Ended> {
  runs += 1;
  const name = `${process.pid}-${runs}`;
  const scratch = mkdtempSync(join(tmpdir(), 'mangrove-mutant-'));
  const plan = join(scratch, 'plan.json');
  if (more.MUTANTS_PLAN !== undefined) writeFileSync(plan, more.MUTANTS_PLAN);
  mkdirSync(join(scratch, 'tmp'));
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: { ...process.env, ...env, MANGROVE_BUILT: '1', TMPDIR: join(scratch, 'tmp'), MUTANTS_PLAN: plan, [mark]: name },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  let late: string | undefined;
  const keep = (chunk: Buffer) => {
    said = (said + chunk).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const end = () => endAll(child, name);
  let timer: NodeJS.Timeout | undefined;
  follow(child, end, (limitMs, sentence) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      late = sentence;
      end();
    }, limitMs);
  });
  const clear = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  const onExit = () => {
    end();
    clear();
  };
  process.once('exit', onExit);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child
    .once('error', () => resolve(null))
    .once('exit', end)
    .once('close', (code) => resolve(code));
  const code = await promise;
  clearTimeout(timer);
  process.off('exit', onExit);
  clear();
  return { code, said, late };
}

/** Ends the process, its group, and, where the system can say, whatever it started in groups of their own. */
function endAll({ pid }: ChildProcess, name: string): void {
  if (pid !== undefined) kill(-pid);
  if (process.platform !== 'linux') return;
  for (const entry of readdirSync('/proc'))
    if (/^\d+$/.test(entry) && environmentOf(entry).includes(`${mark}=${name}\0`)) kill(Number(entry));
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

function firstLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/^at .*/, ''));
  return lines.filter(Boolean).slice(0, 2).join(' ').slice(0, 160);
}

function lastLine(text: string): string {
  const error = text.split('\n').find((line) => /Error\b/.test(line));
  return `it ended: ${(error ?? text.trim().split('\n').at(-1) ?? '').trim().slice(0, 150)}`;
}
