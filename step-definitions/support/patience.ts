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

/** A time is looked at as often as this. */
const sampleMs = 50;
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
  #lost = 0;
  #got = 0;
  #slowness = 1;
  #patient = 0;

  /** Milliseconds, of which fewer pass the slower the machine is. */
  now(): number {
    const since = performance.now() - this.#at;
    return since < sampleMs ? this.#patient + since / this.#slowness : this.sample();
  }

  sample(): number {
    const at = performance.now();
    const { active } = performance.eventLoopUtilization();
    const cpu = cpuMs();
    const passed = at - this.#at;
    const got = Math.max(0, cpu - this.#cpu);
    // It worked, and others had the processor; or it slept, and was not woken in time.
    const lost = Math.max(0, active - this.#active - got, passed - 2 * sampleMs - got);
    const fading = 0.5 ** (passed / halfLifeMs);
    this.#lost = this.#lost * fading + lost;
    this.#got = this.#got * fading + got;
    this.#slowness = Math.min(mostSlowness, 1 + this.#lost / Math.max(1, this.#got));
    this.#patient += passed / this.#slowness;
    this.#at = at;
    this.#active = active;
    this.#cpu = cpu;
    return this.#patient;
  }
}

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
