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

type ActiveHealthOptions = {
  readonly health: HealthCheckConfig;
  /** Called for each HTTP check that a backend passes. */
  readonly passed: (backend: Backend) => void;
  /** The header that connections begin with. */
  readonly sendProxy: PoolConfig['send_proxy'];
  /** Ids of backends of which checks have told before how they are: they begin as that, and not as new ones do. */
  readonly known: ReadonlySet<string>;
};

/** Asks every backend of a pool how it is, and tells the pool. */
export class ActiveHealth {
  readonly #pool: Pool;
  readonly #health: HealthCheckConfig;
  readonly #passed: (backend: Backend) => void;
  readonly #sendProxy: PoolConfig['send_proxy'];
  readonly #checkers: Checker<ProbeResult | undefined>[];
  readonly #transports: Transport[] = [];

  constructor(pool: Pool, { health, passed, sendProxy, known }: ActiveHealthOptions) {
    this.#pool = pool;
    this.#health = health;
    this.#passed = passed;
    this.#sendProxy = sendProxy;
    this.#checkers = pool.backends.map((backend) => this.#checkerFor(backend, known.has(backend.id)));
  }

  /** The first check of each backend comes after this part of an interval, 0 to 1, so that many are not asked at once. */
  start(phase: () => number): void {
    for (const checker of this.#checkers) checker.start(this.#health.interval * phase());
  }

  stop(): void {
    for (const checker of this.#checkers) checker.stop();
    for (const transport of this.#transports) void transport.close();
  }

  #checkerFor(backend: Backend, isKnown: boolean): Checker<ProbeResult | undefined> {
    const { interval: intervalMs, jitter } = this.#health;
    const verdict = new Verdict(isKnown ? { ...this.#health, initial: `fully_${upOrDown(backend)}` } : this.#health);
    if (!verdict.healthy && !isKnown) this.#pool.assume(backend, false, 'not checked yet');
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
