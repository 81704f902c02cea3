import { isIPv6 } from 'node:net';
import { hash32 } from './hash32';
import { Latency } from './latency';

export type BackendSettings = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** 0 to 256; 0 serves only sticky clients. */
  readonly weight: number;
  /** Serves only when no other tier has a usable backend. */
  readonly backup?: boolean;
  /** Tiers of lower number serve first; 0 when absent. */
  readonly priority?: number;
  /** Concurrent requests; no limit when absent. */
  readonly maxConnections?: number;
};

export type Mode = 'ready' | 'draining' | 'maintenance';
export type BackendState = 'healthy' | 'unhealthy' | 'draining' | 'maintenance';
export type Circuit = 'closed' | 'open' | 'half_open';
export type Chosen = { readonly kind: 'backend'; readonly backend: Backend };

/** Positions of the counters; the two halves of a total together count to 2^64. */
const slot = {
  inFlight: 0,
  load: 1,
  requestsLow: 2,
  requestsHigh: 3,
  failuresLow: 4,
  failuresHigh: 5,
  percent: 6,
  ramp: 7,
  unhealthy: 8,
  ejected: 9,
  circuit: 10,
  operatorMode: 11,
  toldMode: 12,
  inUse: 13,
  limit: 14,
  trials: 15,
} as const;

/** What one backend takes of an array of slots: 64 bytes, a cache line. */
const slotCount = 16;

const unlimited = 2 ** 30 - 1;
/** In place of a limit while the circuit is half open: what may begin then is told by the trials under way. */
const onTrial = 0;
const modes: readonly Mode[] = ['ready', 'draining', 'maintenance'];
const circuits: readonly Circuit[] = ['closed', 'open', 'half_open'];

/**
 * One server behind the balancer: who it is, its counters and its state.
 * Counters and state live in an `Int32Array`, from position `at`, so that threads can share them; an array that is in use keeps
 * what it holds. `Pool` is the only one that changes the state.
 */
export class Backend {
  // What each pick reads stands first, so that it shares a cache line.
  readonly slots: Int32Array;
  readonly #base: number;
  #share = 0;
  /** Standing in the smooth round robin: what it is owed. */
  turn = 0;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  /** Identity that outlives restarts and reloads: the address. */
  readonly id: string;
  readonly weight: number;
  readonly backup: boolean;
  readonly priority: number;
  readonly maxConnections: number | undefined;
  /** The answer of a pick, made once. */
  readonly chosen: Chosen = { kind: 'backend', backend: this };
  /** 32-bit hash of the identity, for rendezvous hashing. */
  readonly seed: number;
  readonly latency: Latency;
  /** Time of the last change of `state`, in milliseconds of the pool's clock. */
  changedAt = 0;
  /** For `Pool` only: since when it warms up, in milliseconds of the pool's clock. */
  warmsSince: number | undefined;
  /** For `Pool` only: whether it has been down for as long as it is known. */
  isDownFromStart = false;
  /** Called when an attempt has begun; undefined where nobody wants to know. */
  onBegin: (() => void) | undefined;
  /** Trials at a time while the circuit is half open. */
  #mostTrials = 1;
  /** Changes with the circuit: what began in another phase is no trial of this one. */
  #phase = 1;
  #reasons = { health: 'not checked yet', ejection: '', circuit: '', operator: '', backend: '' };

  constructor(settings: BackendSettings, slots: Int32Array = new Int32Array(slotCount), at = 0, latency = new Latency()) {
    this.name = settings.name;
    this.host = settings.host;
    this.port = settings.port;
    this.address = isIPv6(settings.host) ? `[${settings.host}]:${settings.port}` : `${settings.host}:${settings.port}`;
    this.id = this.address;
    this.seed = hash32(this.id);
    this.weight = settings.weight;
    this.backup = settings.backup ?? false;
    this.priority = settings.priority ?? 0;
    this.maxConnections = settings.maxConnections;
    this.slots = slots;
    this.latency = latency;
    this.#base = at;
    this.#write(slot.limit, settings.maxConnections ?? unlimited);
    if (this.#read(slot.inUse) === 0) {
      this.#write(slot.percent, 100);
      this.#write(slot.ramp, 100);
      this.#write(slot.inUse, 1);
    }
    this.refreshShare();
  }

  /**
   * One with other settings in its place, of the same address: counters, state, limit and latency are shared by both, so that what
   * began with this one counts for that one.
   */
  succeededBy(settings: BackendSettings): Backend {
    const heir = new Backend(settings, this.slots, this.#base, this.latency);
    heir.#reasons = { ...this.#reasons };
    heir.changedAt = this.changedAt;
    heir.warmsSince = this.warmsSince;
    heir.isDownFromStart = this.isDownFromStart;
    return heir;
  }

  /** One that is the same but for its turn in the round, which is its own: to choose for what must not change the turns of others. */
  shadow(): Backend {
    const limit = this.#read(slot.limit);
    const { name, host, port, weight, backup, priority, maxConnections } = this;
    const settings = { name, host, port, weight, backup, priority, ...(maxConnections === undefined ? {} : { maxConnections }) };
    const shadow = new Backend(settings, this.slots, this.#base, this.latency);
    this.#write(slot.limit, limit);
    return shadow;
  }

  /** As `succeededBy`, for one that had left, and that nobody has asked since: what it is still doing counts, its state begins anew. */
  returnedAs(settings: BackendSettings): Backend {
    for (const state of [slot.unhealthy, slot.ejected, slot.circuit, slot.trials, slot.operatorMode, slot.toldMode, slot.inUse])
      this.#write(state, 0);
    return new Backend(settings, this.slots, this.#base, this.latency);
  }

  get health(): 'healthy' | 'unhealthy' {
    return this.#read(slot.unhealthy) === 0 ? 'healthy' : 'unhealthy';
  }

  /** What the operator said or, when that is nothing but `ready`, what the backend said of itself. */
  get mode(): Mode {
    return modes[this.#read(slot.operatorMode) || this.#read(slot.toldMode)] ?? 'ready';
  }

  /** What the backend last said of itself. */
  get toldMode(): Mode {
    return modes[this.#read(slot.toldMode)] ?? 'ready';
  }

  get ejected(): boolean {
    return this.#read(slot.ejected) === 1;
  }

  get circuit(): Circuit {
    return circuits[this.#read(slot.circuit)] ?? 'closed';
  }

  /** The one word that status and log show. */
  get state(): BackendState {
    if (this.mode !== 'ready') return this.mode;
    return this.answering ? 'healthy' : 'unhealthy';
  }

  /** Why it is in that state, in words for people. */
  get reason(): string {
    if (this.mode !== 'ready') return this.#read(slot.operatorMode) === 0 ? this.#reasons.backend : this.#reasons.operator;
    if (this.health === 'unhealthy') return this.#reasons.health;
    if (this.ejected) return this.#reasons.ejection;
    return this.circuit === 'closed' ? this.#reasons.health : this.#reasons.circuit;
  }

  /** Neither checks nor outcomes speak against it. */
  get answering(): boolean {
    return this.#read(slot.unhealthy) === 0 && this.#read(slot.ejected) === 0 && this.circuit !== 'open';
  }

  /** Requests being served. */
  get inFlight(): number {
    return this.#read(slot.inFlight);
  }

  /** What it holds: requests being served and waiting. */
  get load(): number {
    return this.#read(slot.load);
  }

  /** Effective weight, an integer: weight × percent told by the backend × percent of the slow start. */
  get share(): number {
    return this.#share;
  }

  /** Percent of its weight that the backend asked for. */
  get percent(): number {
    return this.#read(slot.percent);
  }

  /** Percent of its share that the slow start grants. */
  get ramp(): number {
    return this.#read(slot.ramp);
  }

  /** Whether it can ever be full. */
  get limited(): boolean {
    return this.#read(slot.limit) !== unlimited;
  }

  /** Whether it serves as many requests as it may. */
  get full(): boolean {
    const limit = this.#read(slot.limit);
    return this.inFlight >= limit && (limit !== onTrial || this.#isFullOnTrial);
  }

  get #isFullOnTrial(): boolean {
    return this.#read(slot.trials) >= this.#mostTrials || this.inFlight >= (this.maxConnections ?? unlimited);
  }

  /** What an attempt that has just begun is to end its trial with; 0 where it is none. */
  get trial(): number {
    return this.circuit === 'half_open' ? this.#phase : 0;
  }

  /** Attempts ended, and those of them that failed. */
  get totals(): { readonly requests: number; readonly failures: number } {
    return { requests: this.#total(slot.requestsLow), failures: this.#total(slot.failuresLow) };
  }

  /** An attempt starts; its end must follow, exactly once. */
  begin(): void {
    Atomics.add(this.slots, this.#base + slot.inFlight, 1);
    Atomics.add(this.slots, this.#base + slot.load, 1);
    if (this.#read(slot.limit) === onTrial) Atomics.add(this.slots, this.#base + slot.trials, 1);
    this.onBegin?.();
  }

  /** A trial has been decided, or given up: another may begin. Does nothing for 0, or once the circuit has turned. */
  endTrial(trial: number): void {
    if (trial !== this.#phase || this.#read(slot.trials) === 0) return;
    Atomics.sub(this.slots, this.#base + slot.trials, 1);
  }

  /** An attempt has ended. */
  end(ok: boolean): void {
    Atomics.sub(this.slots, this.#base + slot.inFlight, 1);
    Atomics.sub(this.slots, this.#base + slot.load, 1);
    this.count(ok);
  }

  /** Counts one more in the totals. */
  count(ok: boolean): void {
    this.#countOne(slot.requestsLow);
    if (!ok) this.#countOne(slot.failuresLow);
  }

  /** A request starts to wait for this very backend. */
  wait(): void {
    Atomics.add(this.slots, this.#base + slot.load, 1);
  }

  /** It waits no longer. */
  stopWaiting(): void {
    Atomics.sub(this.slots, this.#base + slot.load, 1);
  }

  /** For `Pool` only. */
  setHealth(healthy: boolean, reason: string): void {
    this.#write(slot.unhealthy, healthy ? 0 : 1);
    this.#reasons.health = reason;
  }

  /** For `Pool` only. */
  setEjected(ejected: boolean, reason: string): void {
    this.#write(slot.ejected, ejected ? 1 : 0);
    if (ejected) this.#reasons.ejection = reason;
    else this.#reasons.health = reason;
  }

  /** For `Pool` only; `trials` are those under way at a time while the circuit is half open. */
  setCircuit(circuit: Circuit, reason: string, trials: number): void {
    this.#write(slot.circuit, circuits.indexOf(circuit));
    this.#write(slot.limit, circuit === 'half_open' ? onTrial : (this.maxConnections ?? unlimited));
    this.#write(slot.trials, 0);
    this.#mostTrials = trials;
    this.#phase += 1;
    if (circuit === 'closed') this.#reasons.health = reason;
    else this.#reasons.circuit = reason;
  }

  /** For `Pool` only. */
  setMode(by: 'operator' | 'backend', mode: Mode, reason: string): void {
    const before = this.mode;
    const own = by === 'operator' ? slot.operatorMode : slot.toldMode;
    if (this.#read(own) === modes.indexOf(mode)) return;
    this.#write(own, modes.indexOf(mode));
    this.#reasons[by] = reason;
    if (before !== this.mode && this.mode === 'ready' && this.answering) this.#reasons.health = reason;
  }

  /** For `Pool` only. */
  setPercent(percent: number): void {
    this.#write(slot.percent, percent);
    this.refreshShare();
  }

  /** For `Pool` only. */
  setRamp(percent: number): void {
    this.#write(slot.ramp, percent);
    this.refreshShare();
  }

  #read(index: number): number {
    return this.slots[this.#base + index] ?? 0;
  }

  #write(index: number, value: number): void {
    this.slots[this.#base + index] = value;
  }

  /** Works out its share anew, which another over the same slots may have changed. */
  refreshShare(): void {
    this.#share = this.weight * this.percent * this.ramp;
  }

  #countOne(low: number): void {
    if (Atomics.add(this.slots, this.#base + low, 1) === -1) Atomics.add(this.slots, this.#base + low + 1, 1);
  }

  #total(low: number): number {
    return this.#read(low + 1) * 2 ** 32 + (this.#read(low) >>> 0);
  }
}

/** Backends as they were: those of the pool before, and those that had left it with requests under way. */
export type FormerBackends = { readonly staying: readonly Backend[]; readonly departed: readonly Backend[] };

export const noFormer: FormerBackends = { staying: [], departed: [] };

/**
 * Backends whose counters lie in one row of memory, in the order of `settings`: a pick reads them all, and memory is what it waits for.
 * One that has the address of a former one takes its place.
 */
export function backendsOf(settings: readonly BackendSettings[], { staying, departed }: FormerBackends = noFormer): Backend[] {
  const slots = new Int32Array(settings.length * slotCount);
  const known = new Map(staying.map((backend) => [backend.id, backend]));
  const gone = new Map(departed.map((backend) => [backend.id, backend]));
  return settings.map((one, at) => {
    const fresh = new Backend(one, slots, at * slotCount);
    return known.get(fresh.id)?.succeededBy(one) ?? gone.get(fresh.id)?.returnedAs(one) ?? fresh;
  });
}
