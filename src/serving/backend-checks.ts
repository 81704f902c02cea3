import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';
import type { HealthCheckConfig, PoolConfig } from '../config/schema';
import { Checker, type Clock } from '../health/checker';
import { Verdict, wordsOf } from '../health/verdict';
import { Http1Transport } from '../upstream/http1/transport';
import { type ProbeResult, probeHttp, probeTcp } from '../upstream/probe';
import type { Transport } from '../upstream/transport';

const clock: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** Who is told what checks say of a backend; `passed` is called for each HTTP check that it passes. */
export type Subject = { readonly pool: Pool; readonly backend: Backend; readonly passed: (backend: Backend) => void };

/** How a backend is asked; `sendProxy` is the header that connections begin with. */
export type CheckSettings = { readonly health: HealthCheckConfig; readonly sendProxy: PoolConfig['send_proxy'] };

/** The checks of one backend. They can go on for another pool, with what they know. */
export class BackendChecks {
  readonly #health: HealthCheckConfig;
  readonly #verdict: Verdict;
  readonly #transport: Transport;
  readonly #checker: Checker<ProbeResult | undefined>;
  #subject: Subject;
  #isFirst = true;
  #isStarted = false;

  /** A backend that is known begins as what it is, and not as a new one does. */
  constructor(subject: Subject, { health, sendProxy }: CheckSettings, isKnown: boolean) {
    const { pool, backend } = subject;
    const { interval: intervalMs, jitter } = health;
    this.#subject = subject;
    this.#health = health;
    this.#verdict = new Verdict(isKnown ? { ...health, initial: `fully_${upOrDown(backend)}` } : health);
    if (!this.#verdict.healthy && !isKnown) pool.assume(backend, false, 'not checked yet');
    const { host, port, address } = backend;
    // Kept from one check to the next; a backend that has died closes it, and then a new one is tried at once.
    this.#transport = new Http1Transport({ host, port, address, keepAliveMs: 2 * intervalMs, sendProxy });
    const probe = probeFor(backend, health, this.#transport, sendProxy);
    this.#checker = new Checker({ probe, onResult: (result) => this.#learn(result), intervalMs, jitter, clock });
  }

  /** The first check comes after this part of an interval, 0 to 1; nothing begins anew where checks are made already. */
  start(phase: () => number): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#checker.start(this.#health.interval * phase());
  }

  /** From now on another is told. */
  tell(subject: Subject): void {
    this.#subject = subject;
  }

  stop(): void {
    this.#checker.stop();
    void this.#transport.close();
  }

  #learn(result: ProbeResult | undefined): void {
    if (result === undefined) return;
    const { pool, backend, passed: onPassed } = this.#subject;
    const { passed, reason, says } = result;
    const changed = this.#verdict.record(passed);
    if (changed || this.#isFirst) pool.setHealth(backend, this.#verdict.healthy, `check: ${reason}`);
    this.#isFirst = false;
    if (says !== undefined) pool.tell(backend, wordsOf(says.weight, says.state));
    // That a port accepts connections says nothing against failing answers.
    if (passed && this.#health.type === 'http') onPassed(backend);
  }
}

function upOrDown({ health }: Backend): 'up' | 'down' {
  return health === 'healthy' ? 'up' : 'down';
}

function probeFor(
  { host, port }: Backend,
  health: HealthCheckConfig,
  transport: Transport,
  sendProxy: PoolConfig['send_proxy'],
): () => Promise<ProbeResult | undefined> {
  const timeoutMs = health.timeout;
  if (health.type === 'tcp') return () => probeTcp({ host, port, timeoutMs, sendProxy });
  const { path, expect, body, host: hostHeader } = health;
  return () => probeHttp(transport, { path, hostHeader, timeoutMs, expect, body });
}
