import { Backend } from './balancing/backend';
import { Pool } from './balancing/pool';
import { type HealthCheckConfig, type PoolConfig, parseAddress, type ServerConfig, type Timeouts } from './config/schema';
import { Checker, type Clock } from './health/checker';
import { Verdict, wordsOf } from './health/verdict';
import type { Log } from './log';
import { KoaProxiesTransport } from './upstream/koa-proxies';
import { type ProbeResult, probeHttp, probeTcp } from './upstream/probe';
import type { Transport } from './upstream/transport';
import { UndiciTransport } from './upstream/undici';

const clock: Clock = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

/** A pool with what carries requests to its backends and what asks them how they are. */
export class LivePool {
  readonly name: string;
  readonly pool: Pool;
  readonly timeouts: Timeouts;
  readonly #transports = new Map<Backend, Transport>();
  readonly #checkers: Checker<ProbeResult>[] = [];
  readonly #checkEveryMs: number;

  constructor(name: string, config: PoolConfig, log: Log) {
    this.name = name;
    this.timeouts = config.timeouts;
    const backends = config.servers.map(backendOf);
    for (const backend of backends) this.#transports.set(backend, transportFor(backend, config));
    this.pool = new Pool(
      name,
      backends,
      { policy: config.policy, panicPercent: 0, slowStartMs: 0 },
      { now: Date.now, random: Math.random },
    );
    this.pool.onFlip(({ backend, from, to, reason }) => {
      log[to === 'healthy' ? 'info' : 'warn']({ pool: name, backend: backend.name, from, reason }, `backend ${to}`);
    });
    this.#checkEveryMs = config.health === false ? 0 : config.health.interval;
    if (config.health !== false) for (const backend of backends) this.#check(backend, config.health);
  }

  transportTo(backend: Backend): Transport {
    const transport = this.#transports.get(backend);
    if (transport === undefined) throw new Error(`${backend.name} is not a backend of pool "${this.name}"`);
    return transport;
  }

  /** The first checks start at this part of an interval, 0 to 1 for each backend, so that many are not asked at once. */
  startChecks(phase: () => number): void {
    for (const checker of this.#checkers) checker.start(this.#checkEveryMs * phase());
  }

  async close(): Promise<void> {
    for (const checker of this.#checkers) checker.stop();
    await Promise.all(Array.from(this.#transports.values(), (transport) => transport.close()));
  }

  #check(backend: Backend, health: HealthCheckConfig): void {
    const verdict = new Verdict(health);
    if (!verdict.healthy) this.pool.assume(backend, false, 'not checked yet');
    let first = true;
    const onResult = ({ passed, reason, says }: ProbeResult) => {
      const changed = verdict.record(passed);
      if (changed || first) this.pool.setHealth(backend, verdict.healthy, `check: ${reason}`);
      first = false;
      if (says !== undefined) this.pool.tell(backend, wordsOf(says.weight, says.state));
    };
    const probe = probeFor(backend, health);
    this.#checkers.push(new Checker({ probe, onResult, intervalMs: health.interval, jitter: health.jitter, clock }));
  }
}

function backendOf({ address, name, weight }: ServerConfig): Backend {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(`${address} is not an address`);
  return new Backend({ ...parsed, name: name ?? address, weight });
}

function transportFor({ host, port, address }: Backend, { transport, timeouts }: PoolConfig): Transport {
  if (transport === 'koa-proxies') return new KoaProxiesTransport({ host, port, keepAliveMs: timeouts.keep_alive });
  return new UndiciTransport({ address, host, port, keepAliveMs: timeouts.keep_alive });
}

function probeFor({ host, port }: Backend, health: HealthCheckConfig): () => Promise<ProbeResult> {
  const timeoutMs = health.timeout;
  if (health.type === 'tcp') return () => probeTcp({ host, port, timeoutMs });
  const { path, expect, body, host: hostHeader } = health;
  return () => probeHttp({ host, port, path, hostHeader, timeoutMs, expect, body });
}
