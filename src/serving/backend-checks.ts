import type { Backend } from '../balancing/backend';
import type { Pool } from '../balancing/pool';
import type { Clock } from '../clock';
import type { HealthCheckConfig, PoolConfig } from '../config/schema';
import { Checker, type Clock as CheckerClock } from '../health/checker';
import type { Shown } from '../health/outliers';
import { Verdict, wordsOf } from '../health/verdict';
import { Endpoint } from '../upstream/endpoint';
import type { ConnectionLife } from '../upstream/connection-life';
import { Http1Transport } from '../upstream/http1/transport';
import { type ProbeResult, probeHttp, probeTcp } from '../upstream/probe';
import type { ProxyVersion } from '../upstream/send-proxy';
import type { Names } from '../upstream/resolver/resolver';
import type { Transport } from '../upstream/transport';

/** The pace while a verdict is in question, where the config says none. */
const defaultFastMs = 500;

/** Who is told what checks say of a backend; `passed` is called for each check that it passes on a new connection. */
export type Subject = {
  readonly pool: Pool;
  readonly backend: Backend;
  readonly passed: (backend: Backend, shown: Shown) => void;
  /** Whether it is ejected and any check that it passes brings it back. */
  readonly isAwaited: (backend: Backend) => boolean;
};

/** How a backend is asked; `sendProxy` is the header that connections begin with. */
export type CheckSettings = {
  readonly health: HealthCheckConfig;
  readonly sendProxy: PoolConfig['send_proxy'];
  readonly life: ConnectionLife;
};

/** The checks of one backend. They can go on for another pool, with what they know. */
export class BackendChecks {
  readonly #health: HealthCheckConfig;
  readonly #verdict: Verdict;
  readonly #endpoint: Endpoint;
  /** Keeps its connection from one check to the next: to ask a backend that is well costs nothing then. */
  readonly #transport: Transport;
  /** With a new connection for each check. */
  readonly #transportAnew: Transport;
  readonly #checker: Checker<ProbeResult>;
  #subject: Subject;
  /** Whether the check under way has a connection of its own. */
  #isAnew = false;
  #isFirst = true;
  /** Whether the last check could not be made. */
  #isHindered = false;
  #isStarted = false;

  /** A backend that is known begins as what it is, and not as a new one does. */
  constructor(
    subject: Subject,
    { health, sendProxy, life }: CheckSettings,
    { isKnown, names, clock }: { readonly isKnown: boolean; readonly names: Names; readonly clock: Clock },
  ) {
    const { pool, backend } = subject;
    const { interval: intervalMs, jitter } = health;
    this.#subject = subject;
    this.#health = health;
    this.#verdict = new Verdict(isKnown ? { ...health, initial: `fully_${upOrDown(backend)}` } : health);
    if (!this.#verdict.healthy && !isKnown) pool.assume(backend, false, 'not checked yet');
    this.#endpoint = new Endpoint(backend, names, clock);
    const connection = { endpoint: this.#endpoint, address: backend.address, connectMs: health.timeout, life, sendProxy };
    // A backend that has died closes it, and then a new one is tried at once.
    this.#transport = new Http1Transport({ ...connection, keepAliveMs: 2 * intervalMs });
    this.#transportAnew = new Http1Transport({ ...connection, keepAliveMs: 0 });
    this.#checker = new Checker({
      probe: () => this.#probe(sendProxy),
      onResult: (result) => this.#learn(result),
      paceMs: () => this.#paceMs,
      jitter,
      clock: pacedBy(clock),
    });
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

  /** Something else than a check has changed the pace. */
  hurry(): void {
    if (this.#isStarted) this.#checker.hurry();
  }

  stop(): void {
    this.#checker.stop();
    void this.#transport.close();
    void this.#transportAnew.close();
    this.#endpoint.close();
  }

  get #paceMs(): number {
    const { interval, fast_interval: fast = Math.min(defaultFastMs, interval) } = this.#health;
    const { backend, isAwaited } = this.#subject;
    return this.#verdict.isTurning || isAwaited(backend) ? fast : interval;
  }

  #probe(sendProxy: ProxyVersion | undefined): Promise<ProbeResult> {
    const { backend } = this.#subject;
    const { type, timeout: timeoutMs, path, expect, body, host: hostHeader } = this.#health;
    // A connection that is kept tells nothing of a backend that breaks every new one.
    this.#isAnew = type === 'tcp' || backend.ejected || !this.#verdict.isSure;
    if (type === 'tcp') return probeTcp({ endpoint: this.#endpoint, timeoutMs, sendProxy });
    return probeHttp(
      this.#isAnew ? this.#transportAnew : this.#transport,
      { path, hostHeader, timeoutMs, expect, body },
      this.#endpoint.clock,
    );
  }

  #learn({ passed, reason, says }: ProbeResult): void {
    if (passed === undefined) {
      this.#noteHindrance(reason);
      return;
    }
    const { pool, backend, passed: onPassed } = this.#subject;
    const changed = this.#verdict.record(passed);
    if (changed || this.#isFirst || this.#isHindered) pool.setHealth(backend, this.#verdict.healthy, `check: ${reason}`);
    this.#isFirst = false;
    this.#isHindered = false;
    if (says !== undefined) pool.tell(backend, wordsOf(says.weight, says.state));
    // That a port accepts connections says nothing against failing answers.
    if (passed && this.#isAnew) onPassed(backend, this.#health.type === 'http' ? 'answers' : 'accepts');
  }

  /** A check that could not be made for a lack of our own changes no verdict, but may explain why none is reached. */
  #noteHindrance(reason: string): void {
    const { pool, backend } = this.#subject;
    if (!this.#isHindered) pool.setHealth(backend, this.#verdict.healthy, `no check could be made: ${reason}`);
    this.#isHindered = true;
  }
}

function pacedBy(clock: Clock): CheckerClock {
  return {
    now: () => clock.now(),
    after(ms, run) {
      const timer = clock.setTimeout(run, ms);
      return () => clock.clearTimeout(timer);
    },
    random: Math.random,
  };
}

function upOrDown({ health }: Backend): 'up' | 'down' {
  return health === 'healthy' ? 'up' : 'down';
}
