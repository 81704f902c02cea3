import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';
import type { HealthCheckConfig } from '../config/schema';
import { Checker, type Clock } from '../health/checker';
import { Verdict, wordsOf } from '../health/verdict';
import { type ProbeResult, probeHttp, probeTcp } from '../upstream/probe';

const clock: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Asks every backend of a pool how it is, and tells the pool. */
export class ActiveHealth {
  readonly #pool: Pool;
  readonly #health: HealthCheckConfig;
  readonly #passed: (backend: Backend) => void;
  readonly #checkers: Checker<ProbeResult>[];

  /** `passed` is called for each HTTP check that a backend passes. */
  constructor(pool: Pool, health: HealthCheckConfig, passed: (backend: Backend) => void) {
    this.#pool = pool;
    this.#health = health;
    this.#passed = passed;
    this.#checkers = pool.backends.map((backend) => this.#checkerFor(backend));
  }

  /** The first check of each backend comes after this part of an interval, 0 to 1, so that many are not asked at once. */
  start(phase: () => number): void {
    for (const checker of this.#checkers) checker.start(this.#health.interval * phase());
  }

  stop(): void {
    for (const checker of this.#checkers) checker.stop();
  }

  #checkerFor(backend: Backend): Checker<ProbeResult> {
    const { interval: intervalMs, jitter } = this.#health;
    const verdict = new Verdict(this.#health);
    if (!verdict.healthy) this.#pool.assume(backend, false, 'not checked yet');
    let isFirst = true;
    const onResult = ({ passed, reason, says }: ProbeResult) => {
      const changed = verdict.record(passed);
      if (changed || isFirst) this.#pool.setHealth(backend, verdict.healthy, `check: ${reason}`);
      isFirst = false;
      if (says !== undefined) this.#pool.tell(backend, wordsOf(says.weight, says.state));
      // That a port accepts connections says nothing against failing answers.
      if (passed && this.#health.type === 'http') this.#passed(backend);
    };
    return new Checker({ probe: probeFor(backend, this.#health), onResult, intervalMs, jitter, clock });
  }
}

function probeFor({ host, port }: Backend, health: HealthCheckConfig): () => Promise<ProbeResult> {
  const timeoutMs = health.timeout;
  if (health.type === 'tcp') return () => probeTcp({ host, port, timeoutMs });
  const { path, expect, body, host: hostHeader } = health;
  return () => probeHttp({ host, port, path, hostHeader, timeoutMs, expect, body });
}
