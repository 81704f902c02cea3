import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { type Backend, type BackendSettings, backendsOf, type FormerBackends, noFormer } from '../balancing/backend';
import { Pool } from '../balancing/pool';
import type { Clock } from '../clock';
import { parseAddress } from '../config/addresses';
import type { PoolConfig, ServerConfig, Timeouts } from '../config/schema';
import type { Answered, Ended, ServingPool } from '../middleware/exchange';
import { RetryBudget } from '../resilience/budget';
import { judge } from '../resilience/outcome';
import type { RetrySettings } from '../resilience/retry';
import type { Endpoint } from '../upstream/endpoint';
import type { Names } from '../upstream/resolver/resolver';
import type { Transport } from '../upstream/transport';
import { ActiveHealth } from './active-health';
import { Admission } from './admission';
import { Carriers, lifeOf } from './carriers';
import { Crowd } from './crowd';
import { forgetUnasked } from './forget-unasked';
import { nowAndThen } from './now-and-then';
import { PassiveHealth } from './passive-health';
import { logFlips, logPanic } from './pool-log';
import { Shadow } from './shadow';
import { surplusWarning } from './surplus';

/** A key for the sticky cookies of pools that have none of their own; they end with the process. */
const processSecret = randomBytes(32).toString('base64url');

/** What a pool writes to, finds addresses with, and has its time from. */
export type Tools = { readonly log: Logger; readonly names: Names; readonly clock: Clock };

/**
 * A pool at work: with what lets requests in, carries them, and learns how the backends are. After a reload another of the same name
 * may have taken its place; it then serves what it has begun, and no longer asks or learns anything.
 */
export class LivePool implements ServingPool {
  readonly name: string;
  readonly config: PoolConfig;
  readonly clock: Clock;
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
  readonly #copiesLeftOut: () => void;
  /** Those that have left it with requests under way: if they come back before these end, they are not idle. */
  readonly #departed: readonly Backend[];
  readonly #carriers: Carriers;
  readonly #passive: PassiveHealth;
  readonly #active: ActiveHealth | undefined;
  /** One for this pool, those in whose place it came, and those that come in its own. */
  readonly #crowd: Crowd;
  #isAsking = false;

  /**
   * `before` is the pool in whose place it comes; `isBack` says that this one had left the config, and that nobody has asked or learned
   * anything since.
   */
  constructor(name: string, config: PoolConfig, { log, names, clock }: Tools, before?: LivePool, isBack = false) {
    this.name = name;
    this.config = config;
    this.clock = clock;
    this.#crowd = before === undefined ? new Crowd() : before.#crowd;
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
    this.#carriers = new Carriers(backends, config, {
      names,
      clock,
      surplusOf: (backend) => surplusWarning({ log, clock }, name, backend.name),
    });
    this.stickyCookie = config.sticky?.cookie;
    this.pool = new Pool(name, backends, settingsOf(config), { now: () => clock.now(), random: Math.random });
    if (before !== undefined) this.pool.goOnFrom(before.pool);
    this.#copiesLeftOut = nowAndThen(clock, (times) =>
      log.warn({ pool: name, times }, 'requests are not copied to a pool that has too many copies under way'),
    );
    const shadow = before === undefined ? undefined : before.#shadow;
    if (shadow !== undefined) this.#shadow = new Shadow(this.pool, this.#copiesLeftOut, shadow);
    const queue = { limit: config.max_queue, timeoutMs: config.timeouts.queue };
    this.admission = new Admission(this.pool, queue, this.#crowd, clock);
    this.#passive = new PassiveHealth(this.pool, config, clock);
    logFlips(this.pool, log);
    forgetUnasked(this.pool, config.health);
    if (config.health !== false)
      this.#active = new ActiveHealth(this.pool, {
        settings: { health: config.health, sendProxy: config.send_proxy, life: lifeOf(config) },
        names,
        clock,
        passed: (backend, shown) => this.#passive.checkPassed(backend, shown),
        isAwaited: (backend) => this.#passive.isAwaited(backend),
        before: { known: new Set(former.staying.map(({ id }) => id)), active: before === undefined || isBack ? undefined : before.#active },
      });
    logPanic(this.pool, log, !isBack && (before?.pool.inPanic ?? false));
  }

  /** How many requests wait for a place, those included that began to wait in pools in whose place this one came. */
  get waiting(): number {
    return this.#crowd.waiting;
  }

  /** Whether requests that began with it are under way or wait. */
  get isBusy(): boolean {
    return this.waiting > 0 || this.pool.backends.some(({ load }) => load > 0) || this.#departed.some(({ load }) => load > 0);
  }

  /** Made for the first copy: most pools get none. */
  get shadow(): Shadow {
    this.#shadow ??= new Shadow(this.pool, this.#copiesLeftOut);
    return this.#shadow;
  }

  transportTo(backend: Backend): Transport {
    return this.#carriers.transportTo(backend);
  }

  backendTiedTo(client: Socket): Backend | undefined {
    return this.#carriers.backendTiedTo(client);
  }

  /** What is known of the address of a backend. */
  endpointOf(backend: Backend): Endpoint | undefined {
    return this.#carriers.endpointOf(backend);
  }

  decideTrial(backend: Backend, answered: Answered): void {
    backend.endTrial(answered.trial);
    this.#passive.decideTrial(backend, answered);
    this.#crowd.serve();
  }

  leaveTrial(backend: Backend, trial: number): void {
    backend.endTrial(trial);
    this.#crowd.serve();
  }

  release(backend: Backend, ended: Ended): void {
    backend.end(judge(ended.outcome) !== 'failure');
    if (!ended.isDecided) backend.endTrial(ended.trial);
    const wasEjected = backend.ejected;
    this.#passive.record(backend, ended);
    if (backend.ejected && !wasEjected) this.#active?.hurry(backend);
    this.#crowd.serve();
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
    this.#carriers.retire();
    // There may be more places than before.
    this.admission.serve();
  }

  async close(): Promise<void> {
    this.#stopLearning();
    await this.#carriers.close();
  }

  #formerFor(isBack: boolean): FormerBackends {
    const { backends } = this.pool;
    return isBack ? { staying: [], departed: [...backends, ...this.#departed] } : { staying: backends, departed: this.#departed };
  }

  #stopLearning(): void {
    this.#active?.stop();
    this.#passive.close();
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
