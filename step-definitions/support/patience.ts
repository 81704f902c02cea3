import { openSync, readSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/**
 * How long specs wait for what must come, in milliseconds of a machine that has nothing else to do. All patience is here: on a busy
 * machine it grows with the delay that is measured all the time. It costs nothing where all is well.
 */
export const patience = {
  /** For what follows of itself: an answer, a line in the log, a connection that closes. */
  moment: 5_000,
  /** For what takes many rounds, or a process that starts or ends. */
  while: 20_000,
  /** For a whole step, or what follows a scenario. */
  step: 60_000,
} as const;

/** A time is looked at as often as this at least, and at most. */
const sampleMs = 50;
const briefMs = 5;
/** Work of this long ago counts half. */
const halfLifeMs = 1_000;
const mostSlowness = 12;

/**
 * How many times longer than alone this process takes for what it does: the time that it would have worked, were it not for others
 * who had the processor, over the time for which the processor worked for it. What it makes itself wait for with work of its own is
 * no delay, so that a balancer in this process that blocks the event loop gets no more time for it.
 */
class Delay {
  #at = performance.now();
  #active = performance.eventLoopUtilization().active;
  #cpu = cpuMs();
  #waited = waitedMs();
  #lost = 0;
  #got = 0;
  #slowness = 1;
  #patient = 0;
  /** What `now` has said last: more than `patient` when it turned out later how slow the machine had been. */
  #shown = 0;

  /** Milliseconds, of which fewer pass the slower the machine is; never goes back. */
  now(): number {
    const since = performance.now() - this.#at;
    if (since >= briefMs) this.sample();
    else this.#shown = Math.max(this.#shown, this.#patient + since / this.#slowness);
    return this.#shown;
  }

  sample(): void {
    const at = performance.now();
    const { active } = performance.eventLoopUtilization();
    const cpu = cpuMs();
    const waited = waitedMs();
    const passed = at - this.#at;
    const got = Math.max(0, cpu - this.#cpu);
    // It worked, and others had the processor; or it slept, and was not woken in time.
    const lost = Math.max(0, active - this.#active - got, passed - 2 * sampleMs - got);
    const fading = 0.5 ** (passed / halfLifeMs);
    this.#lost = this.#lost * fading + lost;
    this.#got = this.#got * fading + got;
    this.#slowness = Math.min(mostSlowness, 1 + this.#lost / Math.max(1, this.#got));
    // Others are as slow as this process is on the whole; and what it has not had itself just now it cannot have used.
    this.#patient += Math.max(0, Math.min(passed / this.#slowness, passed - lost, passed - (waited - this.#waited)));
    this.#shown = Math.max(this.#shown, this.#patient);
    this.#at = at;
    this.#active = active;
    this.#cpu = cpu;
    this.#waited = waited;
  }
}

/** Where Linux counts how long this thread has worked, and how long it waited for a processor, in nanoseconds. */
const counted = openedIfThere('/proc/thread-self/schedstat');
const text = Buffer.alloc(64);

const delay = new Delay();
setInterval(() => delay.sample(), sampleMs).unref();

/** Milliseconds on a clock that goes as slowly as the machine is; for what is waited for, and for bounds of what was measured. */
export function patientNow(): number {
  return delay.now();
}

/** Calls back once `ms` have passed on the patient clock; gives what calls it off. */
export function afterPatience(ms: number, run: () => void): () => void {
  const end = patientNow() + ms;
  let timer = setTimeout(look, ms);
  function look(): void {
    const left = end - patientNow();
    if (left > 0) timer = setTimeout(look, Math.ceil(left));
    else run();
  }
  return () => clearTimeout(timer);
}

/** What the processor has worked for this thread; for the whole process where Node cannot tell (before 23.9). */
function cpuMs(): number {
  const { threadCpuUsage = process.cpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1_000;
}

/** For how long this thread could have worked, and others had the processor; 0 where the system does not say. */
function waitedMs(): number {
  if (counted === undefined) return 0;
  const [, waited] = text.toString('latin1', 0, readSync(counted, text, 0, text.length, 0)).split(' ');
  return Number(waited) / 1_000_000;
}

function openedIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}
