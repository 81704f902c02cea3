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

/** Asks every backend of a pool how it is, and tells the pool. */
export class ActiveHealth {
  readonly #pool: Pool;
  readonly #health: HealthCheckConfig;
  readonly #passed: (backend: Backend) => void;
  readonly #sendProxy: PoolConfig['send_proxy'];
  readonly #checkers: Checker<ProbeResult | undefined>[];
  readonly #transports: Transport[] = [];

  /** `passed` is called for each HTTP check that a backend passes; `sendProxy` is the header that connections begin with. */
  constructor(pool: Pool, health: HealthCheckConfig, passed: (backend: Backend) => void, sendProxy: PoolConfig['send_proxy']) {
    this.#pool = pool;
    this.#health = health;
    this.#passed = passed;
    this.#sendProxy = sendProxy;
    this.#checkers = pool.backends.map((backend) => this.#checkerFor(backend));
  }

  /** The first check of each backend comes after this part of an interval, 0 to 1, so that many are not asked at once. */
  start(phase: () => number): void {
    for (const checker of this.#checkers) checker.start(this.#health.interval * phase());
  }

  stop(): void {
    for (const checker of this.#checkers) checker.stop();
    for (const transport of this.#transports) void transport.close();
  }

  #checkerFor(backend: Backend): Checker<ProbeResult | undefined> {
    const { interval: intervalMs, jitter } = this.#health;
    const verdict = new Verdict(this.#health);
    if (!verdict.healthy) this.#pool.assume(backend, false, 'not checked yet');
    let isFirst = true;
    const onResult = (result: ProbeResult | undefined) => {
      if (result === undefined) return;
      const { passed, reason, says } = result;
      const changed = verdict.record(passed);
      if (changed || isFirst) this.#pool.setHealth(backend, verdict.healthy, `check: ${reason}`);
      isFirst = false;
      if (says !== undefined) this.#pool.tell(backend, wordsOf(says.weight, says.state));
      // That a port accepts connections says nothing against failing answers.
      if (passed && this.#health.type === 'http') this.#passed(backend);
    };
    const { host, port, address } = backend;
    // Kept from one check to the next; a backend that has died closes it, and then a new one is tried at once.
    const transport = new Http1Transport({ host, port, address, keepAliveMs: 2 * intervalMs, sendProxy: this.#sendProxy });
    this.#transports.push(transport);
    return new Checker({ probe: probeFor(backend, this.#health, transport, this.#sendProxy), onResult, intervalMs, jitter, clock });
  }
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
