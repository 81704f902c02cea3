import { spawn } from 'node:child_process';

/** A command to run on this very Node: the words after `node`. */
export type Job = { readonly name: string; readonly words: readonly string[]; readonly env?: Readonly<Record<string, string>> };

export type Done = { readonly ok: boolean; readonly output: string; readonly seconds: number };

/** What takes longer hangs, and is ended. */
const limitMs = 30 * 60_000;

/** Runs a job; what it prints is collected, or goes straight to the terminal when `live`. */
export function runJob(job: Job, live = false): Promise<Done> {
  const began = performance.now();
  const chunks: Buffer[] = [];
  const child = spawn(process.execPath, job.words, {
    env: { ...process.env, ...job.env },
    stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => chunks.push(Buffer.from(String(error))));
    child.on('close', (code) => {
      const ms = performance.now() - began;
      const late = code === null && ms >= limitMs ? `${job.name}: ended, because it took longer than ${limitMs / 60_000} minutes` : '';
      if (live && late !== '') console.log(`\n${late}`);
      resolve({ ok: code === 0, output: `${Buffer.concat(chunks)}${late}`, seconds: ms / 1000 });
    });
  });
}

type JobEvents = { readonly onBegin: (job: Job) => void; readonly onEnd: (job: Job, done: Done) => void };

/** Runs all of the jobs, `width` at a time, in their order, and hands each over as it begins and as it ends. */
export async function runJobs(jobs: readonly Job[], width: number, { onBegin, onEnd }: JobEvents): Promise<void> {
  const waiting = jobs.values();
  const worker = async () => {
    for (const job of waiting) {
      onBegin(job);
      onEnd(job, await runJob(job));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}
