import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { type Backend, type BackendSettings, backendsOf, type FormerBackends, noFormer } from '../balancing/backend';
import { Pool } from '../balancing/pool';
import { parseAddress } from '../config/addresses';
import type { PoolConfig, ServerConfig, Timeouts } from '../config/schema';
import type { Answered, Ended, ServingPool } from '../middleware/exchange';
import { RetryBudget } from '../resilience/budget';
import { judge } from '../resilience/outcome';
import type { RetrySettings } from '../resilience/retry';
import { Endpoint } from '../upstream/endpoint';
import type { ConnectionLife } from '../upstream/connection-life';
import { isTied } from '../upstream/http1/idle-connections';
import { Http1Transport } from '../upstream/http1/transport';
import { KoaProxiesTransport } from '../upstream/koa-proxies';
import type { Names } from '../upstream/resolver/resolver';
import type { Transport } from '../upstream/transport';
import { UndiciTransport } from '../upstream/undici';
import { ActiveHealth } from './active-health';
import { Admission } from './admission';
import { PassiveHealth } from './passive-health';
import { Shadow } from './shadow';
import { surplusWarning } from './surplus';

/** A key for the sticky cookies of pools that have none of their own; they end with the process. */
const processSecret = randomBytes(32).toString('base64url');

/** What a pool writes to, and finds addresses with. */
export type Tools = { readonly log: Logger; readonly names: Names };

/**
 * A pool at work: with what lets requests in, carries them, and learns how the backends are. After a reload another of the same name
 * may have taken its place; it then serves what it has begun, and no longer asks or learns anything.
 */
export class LivePool implements ServingPool {
  readonly name: string;
  readonly config: PoolConfig;
  readonly pool: Pool;
  readonly admission: Admission;
  readonly budget: RetryBudget;
  readonly retry: RetrySettings;
  readonly timeouts: Timeouts;
  readonly upgrades: ReadonlySet<string>;
  readonly hedgeAfterMs: number | undefined;
  readonly replayBytes: number;
  readonly stickyCookie: string | undefined;
  #shadow: Shadow | undefined;
  /** Those that have left it with requests under way: if they come back before these end, they are not idle. */
  readonly #departed: readonly Backend[];
  readonly #transports = new Map<Backend, Transport>();
  readonly #endpoints = new Map<Backend, Endpoint>();
  readonly #passive: PassiveHealth;
  readonly #active: ActiveHealth | undefined;
  /** Of this pool, those in whose place it came, and those that come in its own, the ones in which somebody waits: they share places. */
  readonly #crowded: Set<LivePool>;
  #isAsking = false;

  /**
   * `before` is the pool in whose place it comes; `isBack` says that this one had left the config, and that nobody has asked or learned
   * anything since.
   */
  constructor(name: string, config: PoolConfig, { log, names }: Tools, before?: LivePool, isBack = false) {
    this.name = name;
    this.config = config;
    this.#crowded = before === undefined ? new Set() : before.#crowded;
    this.timeouts = config.timeouts;
    this.upgrades = new Set(config.transport === 'http1' ? config.upgrades : []);
    this.hedgeAfterMs = config.hedge_after;
    this.replayBytes = config.replay_buffer;
    this.retry = { retries: config.retries, retryOn: new Set(config.retry_on), patienceMs: config.timeouts.first_byte };
    const { retry_budget: percent, retry_budget_min: minimum } = config;
    this.budget = new RetryBudget({ percent, minimum }, before?.budget);

    const former = before === undefined ? noFormer : before.#formerFor(isBack);
    const backends = backendsOf(config.servers.map(settingsOfServer), former);
    const ids = new Set(backends.map(({ id }) => id));
    this.#departed = [...former.staying, ...former.departed].filter(({ id, load }) => load > 0 && !ids.has(id));
    for (const backend of backends) {
      const endpoint = new Endpoint(backend, names);
      this.#endpoints.set(backend, endpoint);
      this.#transports.set(backend, transportFor(backend, endpoint, config, surplusWarning(log, name, backend.name)));
    }
    this.stickyCookie = config.sticky?.cookie;
    this.pool = new Pool(name, backends, settingsOf(config), { now: () => performance.now(), random: Math.random });
    if (before !== undefined) this.pool.goOnFrom(before.pool);
    const queue = { limit: config.max_queue, timeoutMs: config.timeouts.queue };
    this.admission = new Admission(this.pool, queue, {
      onWait: () => this.#crowd(),
      waitElsewhere: () => this.waiting - this.admission.waiting,
    });
    this.#passive = new PassiveHealth(this.pool, config);
    this.#logFlips(log);
    this.#forgetOutcomes();
    if (config.health === false) this.#forgetChecks();
    else {
      if (config.health.type !== 'http') this.#forgetWords();
      this.#active = new ActiveHealth(this.pool, {
        settings: { health: config.health, sendProxy: config.send_proxy, life: lifeOf(config) },
        names,
        passed: (backend, shown) => this.#passive.checkPassed(backend, shown),
        isAwaited: (backend) => this.#passive.isAwaited(backend),
        before: { known: new Set(former.staying.map(({ id }) => id)), active: before === undefined || isBack ? undefined : before.#active },
      });
    }
    this.#logPanic(log, !isBack && (before?.pool.inPanic ?? false));
  }

  /** How many requests wait for a place, those included that began to wait in pools in whose place this one came. */
  get waiting(): number {
    let waiting = 0;
    for (const pool of this.#crowded) waiting += pool.admission.waiting;
    return waiting;
  }

  /** Whether requests that began with it are under way or wait. */
  get isBusy(): boolean {
    return this.waiting > 0 || this.pool.backends.some(({ load }) => load > 0) || this.#departed.some(({ load }) => load > 0);
  }

  /** Made for the first copy: most pools get none. */
  get shadow(): Shadow {
    this.#shadow ??= new Shadow(this.pool);
    return this.#shadow;
  }

  transportTo(backend: Backend): Transport {
    const transport = this.#transports.get(backend);
    if (transport === undefined) throw new Error(`${backend.name} is not a backend of pool "${this.name}"`);
    return transport;
  }

  backendTiedTo(client: Socket): Backend | undefined {
    if (!isTied(client)) return undefined;
    for (const [backend, transport] of this.#transports) if (transport.isTiedTo?.(client)) return backend;
    return undefined;
  }

  /** What is known of the address of a backend. */
  endpointOf(backend: Backend): Endpoint | undefined {
    return this.#endpoints.get(backend);
  }

  decideTrial(backend: Backend, answered: Answered): void {
    backend.endTrial(answered.trial);
    this.#passive.decideTrial(backend, answered);
    this.#serveCrowded();
  }

  release(backend: Backend, ended: Ended): void {
    backend.end(judge(ended.outcome) !== 'failure');
    if (!ended.isDecided) backend.endTrial(ended.trial);
    const wasEjected = backend.ejected;
    this.#passive.record(backend, ended);
    if (backend.ejected && !wasEjected) this.#active?.hurry(backend);
    this.#serveCrowded();
  }

  /** Lets in who waits for a place that there may be now. */
  #serveCrowded(): void {
    for (const pool of this.#crowded) {
      pool.admission.serve();
      if (pool.admission.waiting === 0) this.#crowded.delete(pool);
    }
  }

  /** Each backend is first checked at this part of an interval, 0 to 1. */
  startChecks(phase: () => number): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#active?.start(phase);
  }

  /** Asks and learns no more. What has begun goes on to its end. */
  retire(): void {
    this.#stopLearning();
    this.pool.retire();
    for (const transport of this.#transports.values()) transport.retire?.();
    this.#closeEndpoints();
    // There may be more places than before.
    this.admission.serve();
  }

  async close(): Promise<void> {
    this.#stopLearning();
    this.#closeEndpoints();
    await Promise.all(Array.from(this.#transports.values(), (transport) => transport.close()));
  }

  #closeEndpoints(): void {
    for (const endpoint of this.#endpoints.values()) endpoint.close();
  }

  /** Those in which nobody waits any more are not held on to. */
  #crowd(): void {
    for (const pool of this.#crowded) if (pool.admission.waiting === 0) this.#crowded.delete(pool);
    this.#crowded.add(this);
  }

  #formerFor(isBack: boolean): FormerBackends {
    const { backends } = this.pool;
    return isBack ? { staying: [], departed: [...backends, ...this.#departed] } : { staying: backends, departed: this.#departed };
  }

  #stopLearning(): void {
    this.#active?.stop();
    this.#passive.close();
  }

  /** Who is to learn from them begins anew. */
  #forgetOutcomes(): void {
    const reason = 'the config of its pool has changed';
    for (const backend of this.pool.backends) {
      this.pool.uneject(backend, reason);
      if (backend.circuit !== 'closed') this.pool.setCircuit(backend, 'closed', reason);
    }
  }

  /** Nobody would find out any more that what checks have said has changed. */
  #forgetChecks(): void {
    for (const backend of this.pool.backends) if (backend.health === 'unhealthy') this.pool.setHealth(backend, true, 'checked no more');
    this.#forgetWords();
  }

  /** Only the answer to an HTTP check takes back what another has said. */
  #forgetWords(): void {
    for (const backend of this.pool.backends) this.pool.tell(backend, { percent: 100, mode: 'ready' });
  }

  #logFlips(log: Logger): void {
    const pool = this.name;
    this.pool.onFlip(({ backend, from, to, reason }) => {
      log[to === 'unhealthy' ? 'warn' : 'info']({ pool, backend: backend.name, from, reason }, `backend ${to}`);
    });
  }

  #logPanic(log: Logger, wasInPanic: boolean): void {
    const pool = this.name;
    const logPanic = (panicking: boolean) => {
      if (panicking) log.warn({ pool }, 'panic: too few backends are healthy, health is ignored');
      else log.info({ pool }, 'panic is over');
    };
    if (this.pool.inPanic !== wasInPanic) logPanic(this.pool.inPanic);
    this.pool.onPanic(logPanic);
  }
}

function settingsOf(config: PoolConfig): Pool['settings'] {
  const { policy, panic, slow_start, hash_on, hash_fallback, balance_factor, sticky } = config;
  return {
    policy,
    panicPercent: panic,
    slowStartMs: slow_start,
    ...(hash_on === undefined ? {} : { hash: { on: hash_on, fallback: hash_fallback, balanceFactor: balance_factor } }),
    ...(sticky === undefined ? {} : { sticky: { secret: sticky.secret ?? processSecret } }),
  };
}

function settingsOfServer({ address, name, weight, backup, priority, max_connections }: ServerConfig): BackendSettings {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new Error(`${address} is not an address`);
  const limit = max_connections === undefined ? {} : { maxConnections: max_connections };
  return { ...parsed, ...limit, name: name ?? address, weight, backup, priority };
}

function transportFor({ address }: Backend, endpoint: Endpoint, config: PoolConfig, onSurplus: () => void): Transport {
  const { transport, timeouts, send_proxy: sendProxy } = config;
  const settings = { endpoint, address, connectMs: timeouts.connect, keepAliveMs: timeouts.keep_alive, life: lifeOf(config) };
  if (transport === 'koa-proxies') return new KoaProxiesTransport(settings);
  if (transport === 'undici') return new UndiciTransport(settings);
  return new Http1Transport({ ...settings, sendProxy, onSurplus });
}

function lifeOf({ keep_alive: { max_age: maxAgeMs, max_requests: maxRequests } }: PoolConfig): ConnectionLife {
  return { maxAgeMs: maxAgeMs ?? Number.POSITIVE_INFINITY, maxRequests };
}
