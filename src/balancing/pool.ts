import type { Backend, BackendState, Chosen, Circuit, Mode } from './backend';
import { StickyTable } from './sticky';
import { mayServe, resume, settle, type Tier, tiersOf } from './tiers';
import { type Candidates, type PickRequest, type Policy, type PolicyContext, type PolicyName, policies } from './policies';

export type { PickRequest } from './policies';

export type PoolSettings = {
  readonly policy: PolicyName;
  /** Below this percentage of healthy backends in the serving tier health is ignored; 0 switches panic off. */
  readonly panicPercent: number;
  /** How long the share of a recovered backend takes to grow from 10 % to 100 %; 0 for at once. */
  readonly slowStartMs: number;
  /** What the policy `hash` needs. */
  readonly hash?: {
    /** `ip`, `header:X`, `cookie:X`, `param:X` or `path`. */
    readonly on: string;
    /** No backend holds more than this multiple of its fair part of the requests in flight; 1 or more, no bound when absent. */
    readonly balanceFactor?: number;
    /** Chooses for a request without the key. */
    readonly fallback: Exclude<PolicyName, 'hash'>;
  };
  /** Sticky clients, recognised by cookie values made with this secret. */
  readonly sticky?: { readonly secret: string };
};

/** Where time (milliseconds) and chance (uniform in [0, 1)) come from. */
export type PoolContext = { now(): number; random(): number };

export type Pick =
  | Chosen
  /** Usable backends exist and all of them serve as many requests as they may. */
  | { readonly kind: 'full' }
  | { readonly kind: 'none' };

/** A backend's shown state has changed. */
export type Flip = {
  readonly backend: Backend;
  readonly from: BackendState;
  readonly to: BackendState;
  readonly reason: string;
  /** Milliseconds of the pool's clock. */
  readonly at: number;
};

/** What a check's answer says about its backend; undefined is silence and changes nothing. */
export type Words = { readonly percent: number | undefined; readonly mode: Mode | undefined };

const full: Pick = { kind: 'full' };
const none: Pick = { kind: 'none' };
const rampStartPercent = 10;

/**
 * The backends that can answer for a route. The one place where anybody asks whether a backend may be used:
 * lists of candidates are rebuilt when a state changes, so that a pick only reads them.
 *
 * Backends stand in tiers, by priority and the backups last. The first tier with a usable backend serves; later ones are
 * used when that one has none, and by a request that has tried all of it. Panic is decided within the serving tier.
 */
export class Pool {
  readonly #policy: Policy;
  readonly #policyContext: PolicyContext;
  readonly #sticky: StickyTable | undefined;
  readonly #tiers: readonly Tier[];
  readonly #flipListeners: ((flip: Flip) => void)[] = [];
  readonly #panicListeners: ((panicking: boolean) => void)[] = [];
  readonly #shareListeners: (() => void)[] = [];
  readonly #ramps = new Set<Backend>();
  readonly #remaining: Backend[] = [];
  #serving: readonly Tier[] = [];
  #isRetired = false;

  constructor(
    readonly name: string,
    readonly backends: readonly Backend[],
    readonly settings: PoolSettings,
    readonly context: PoolContext,
  ) {
    const { hash, sticky } = settings;
    this.#policy = policies[settings.policy];
    this.#policyContext = {
      now: () => context.now(),
      random: () => context.random(),
      hash: hash && { on: hash.on, balanceFactor: hash.balanceFactor, fallback: policies[hash.fallback] },
    };
    this.#sticky = sticky && new StickyTable(backends, sticky.secret);
    this.#tiers = tiersOf(backends);
    for (const backend of backends) this.#resumeRamp(backend);
    this.#rebuild();
  }

  /** Lets backends take their turns as if this were still the pool in whose place it came. */
  goOnFrom(before: Pool): void {
    resume(this.#tiers, before.#tiers);
  }

  /** Whether so few backends are healthy that health is ignored. */
  get inPanic(): boolean {
    return this.#serving[0]?.panicking ?? false;
  }

  /** The cookie value that leads a client back to `backend`; undefined when the pool is not sticky. */
  stickyValue(backend: Backend): string | undefined {
    return this.#sticky?.valueOf(backend);
  }

  /** Calls `listener` once for each change of a backend's shown state. */
  onFlip(listener: (flip: Flip) => void): void {
    this.#flipListeners.push(listener);
  }

  /** Calls `listener` when panic begins and when it ends. */
  onPanic(listener: (panicking: boolean) => void): void {
    this.#panicListeners.push(listener);
  }

  /** Calls `listener` when a backend has asked for another part of its weight: one that had none may take requests from now on. */
  onShare(listener: () => void): void {
    this.#shareListeners.push(listener);
  }

  /** Brings the shares of those that warm up to where they are now; every pick does so too. */
  advance(): void {
    if (this.#ramps.size > 0) this.#advanceRamps();
  }

  /**
   * The backend for the next attempt. Those in `tried` are avoided while another usable one has room;
   * when only they are left, one of them is the answer, and the caller should back off.
   */
  pick(request: PickRequest, tried: readonly Backend[]): Pick {
    if (this.#isRetired) this.#rebuild();
    if (this.#ramps.size > 0) this.#advanceRamps();
    if (request.tied !== undefined) return this.#pickTied(request.tied);
    const sticky = this.#pickSticky(request, tried);
    if (sticky !== undefined) return sticky.chosen;
    const [first] = this.#serving;
    if (first === undefined) return none;
    if (tried.length === 0 && !first.limited) return this.#choose(first, first.usable, request);
    return this.#pickWithRoom(request, tried);
  }

  /** Another has its backends now and changes their state: picks look for themselves from now on, and nothing is told any more. */
  retire(): void {
    this.#isRetired = true;
    this.#ramps.clear();
    this.#flipListeners.length = 0;
    this.#panicListeners.length = 0;
    this.#shareListeners.length = 0;
  }

  /** Sets what is believed of a backend before its first check: no flip, and no slow start when it comes up. */
  assume(backend: Backend, healthy: boolean, reason: string): void {
    backend.setHealth(healthy, reason);
    backend.changedAt = this.context.now();
    backend.isDownFromStart = !healthy;
    this.#rebuild();
  }

  /** The verdict of the checks. */
  setHealth(backend: Backend, healthy: boolean, reason: string): void {
    this.#change(backend, () => backend.setHealth(healthy, reason));
    if (healthy) backend.isDownFromStart = false;
  }

  /** What an operator wants; drain and maintenance win over the backend's own word, `ready` leaves it that word. */
  setMode(backend: Backend, mode: Mode, reason: string): void {
    this.#change(backend, () => backend.setMode('operator', mode, reason));
  }

  /** What the backend said of itself in the answer to a check; silence changes nothing. */
  tell(backend: Backend, words: Words): void {
    const { mode, percent } = words;
    if (mode !== undefined && mode !== backend.toldMode)
      this.#change(backend, () => backend.setMode('backend', mode, `backend said ${mode}`));
    if (percent !== undefined) this.setWeightPercent(backend, percent);
  }

  /** Scales a backend's weight, 0 to 100 percent. */
  setWeightPercent(backend: Backend, percent: number): void {
    if (percent === backend.percent) return;
    backend.setPercent(percent);
    this.#rebuild();
    for (const listener of this.#shareListeners) listener();
  }

  /** Takes a backend out for its outcomes; its checks go on. */
  eject(backend: Backend, reason: string): void {
    this.#change(backend, () => backend.setEjected(true, reason));
  }

  /** Takes an ejected backend back in. */
  uneject(backend: Backend, reason: string): void {
    if (backend.ejected) this.#change(backend, () => backend.setEjected(false, reason));
  }

  /** An open circuit makes a backend unusable; a half-open one lets no more than `trials` requests be tried at a time. */
  setCircuit(backend: Backend, circuit: Circuit, reason: string, trials = 1): void {
    this.#change(backend, () => backend.setCircuit(circuit, reason, trials));
  }

  /** A full tier is not an unusable one: backups are no overflow, the request waits. */
  #pickWithRoom(request: PickRequest, tried: readonly Backend[]): Pick {
    let reach = 0;
    for (const tier of this.#serving) {
      reach += 1;
      const untried = this.#withRoom(tier, tried);
      if (untried.length > 0) return this.#choose(tier, untried, request);
      if (!tier.usable.every((backend) => tried.includes(backend))) break;
    }
    for (const tier of this.#serving.slice(0, reach)) {
      const rest = this.#withRoom(tier, []);
      if (rest.length > 0) return this.#choose(tier, rest, request);
    }
    return full;
  }

  /** Of several cookies, the first counts that leads to a backend which may serve. */
  #pickSticky({ sticky: values }: PickRequest, tried: readonly Backend[]): Backend | undefined {
    if (values === undefined || this.#sticky === undefined) return undefined;
    for (const value of values) {
      const backend = this.#sticky.find(value);
      if (backend !== undefined && this.#mayTake(backend, tried)) return backend;
    }
    return undefined;
  }

  /** A draining backend keeps its sticky clients; a full one loses the request, rather than hold up all behind it in the queue. */
  #mayTake(backend: Backend, tried: readonly Backend[]): boolean {
    return !backend.full && !tried.includes(backend) && this.#mayKeep(backend);
  }

  /** Nobody else can take the request of a tied client, so that it waits for a full backend. */
  #pickTied(backend: Backend): Pick {
    if (!this.#mayKeep(backend)) return none;
    return backend.full ? full : backend.chosen;
  }

  /** Whether a backend still serves the clients that it has. */
  #mayKeep(backend: Backend): boolean {
    if (backend.mode === 'maintenance') return false;
    return backend.answering || (this.inPanic && backend.mode === 'ready');
  }

  #choose(tier: Tier, candidates: readonly Backend[], request: PickRequest): Pick {
    const backend = this.#policy(candidates as Candidates, request, this.#policyContext);
    tier.last = backend;
    return backend.chosen;
  }

  /** The list is reused by the next pick. */
  #withRoom(tier: Tier, tried: readonly Backend[]): readonly Backend[] {
    const rest = this.#remaining;
    const anyTried = tried.length > 0;
    let count = 0;
    for (const backend of tier.usable) {
      if (backend.full || (anyTried && tried.includes(backend))) continue;
      // Most picks leave out the same as the last: reading is cheaper than writing.
      if (rest[count] !== backend) rest[count] = backend;
      count += 1;
    }
    // Cut at the end only: an emptied array gives its memory back and would grow again.
    rest.length = count;
    return rest;
  }

  #change(backend: Backend, apply: () => void): void {
    const from = backend.state;
    const served = servesAnyone(backend);
    apply();
    const to = backend.state;
    const at = this.context.now();
    if (from !== to) backend.changedAt = at;
    if (!servesAnyone(backend)) this.#endRamp(backend);
    else if (!served) this.#startRamp(backend, at);
    this.#rebuild(from === to ? undefined : { backend, from, to, reason: backend.reason, at });
  }

  #startRamp(backend: Backend, at: number): void {
    if (this.settings.slowStartMs === 0 || backend.isDownFromStart) return;
    backend.warmsSince = at;
    this.#ramps.add(backend);
    backend.setRamp(rampStartPercent);
  }

  /** Goes on where the pool before this one was. */
  #resumeRamp(backend: Backend): void {
    if (this.settings.slowStartMs === 0) {
      backend.warmsSince = undefined;
      backend.setRamp(100);
    } else if (backend.warmsSince !== undefined) this.#ramps.add(backend);
  }

  #endRamp(backend: Backend): void {
    backend.warmsSince = undefined;
    this.#ramps.delete(backend);
  }

  /** Only the end of a ramp rebuilds: small steps must not restart the round. */
  #advanceRamps(): void {
    const now = this.context.now();
    for (const backend of this.#ramps) {
      const done = Math.max(0, now - (backend.warmsSince ?? now)) / this.settings.slowStartMs;
      backend.setRamp(Math.min(100, Math.floor(rampStartPercent + (100 - rampStartPercent) * done)));
      if (done < 1) continue;
      this.#endRamp(backend);
      this.#rebuild();
    }
  }

  /** Makes the lists anew, then tells what has changed. */
  #rebuild(flip?: Flip): void {
    const wasInPanic = this.inPanic;
    const healthy = this.#tiers.map((tier) => tier.members.filter((backend) => backend.answering && mayServe(backend)));
    const ready = this.#tiers.map((tier) => tier.members.filter(mayServe));
    const first = healthy.findIndex((members) => members.length > 0);
    const { panicPercent } = this.settings;
    this.#serving = this.#tiers.filter((tier, at) => {
      const able = healthy[at] ?? [];
      const all = ready[at] ?? [];
      tier.panicking = able.length * 100 < panicPercent * all.length && (first === at || first === -1);
      settle(tier, tier.panicking ? all : able);
      return tier.usable.length > 0;
    });
    if (flip !== undefined) for (const listener of this.#flipListeners) listener(flip);
    if (this.inPanic === wasInPanic) return;
    for (const listener of this.#panicListeners) listener(this.inPanic);
  }
}

/** Not down for all: a draining backend still has its sticky clients. */
function servesAnyone(backend: Backend): boolean {
  return backend.answering && backend.mode !== 'maintenance';
}
