import type { Clock, Timer } from '../../clock';
import { messageOf } from '../../errors';
import { type Addresses, type Found, LookupError } from './found';
import { usableOf } from './usable';

/** Told when a name stops to have an address that is sure, and when it has one again. */
export interface NameEvents {
  /** `kept` are the addresses of the last good answer, which go on being used. */
  onLost(name: string, failure: LookupError, kept: readonly string[]): void;
  onBack(name: string, addresses: readonly string[]): void;
}

export type CachedNameOptions = {
  readonly events: NameEvents;
  /** Looks the name up; `isRetry` after a failure. Rejects with a LookupError. */
  readonly ask: (name: string, isRetry: boolean) => Promise<Found>;
  readonly maxTtlMs: () => number;
  /** Called once nobody needs the name any more. */
  readonly onIdle: (name: string) => void;
  readonly clock: Clock;
};

/** An answer is used for so long at least, whatever its TTL. */
const minTtlMs = 1_000;
/** After a failure it is asked again in a second, then in ever longer pauses. */
const firstRetryMs = 1_000;
const longestRetryMs = 5_000;
/** For so long a name that is said not to exist keeps the addresses that it had: names vanish for a moment where containers restart. */
const missingMs = 30_000;
/** A name whose addresses do not answer is looked up before its time, but not more often than this. */
const doubtedMs = 5_000;
/** A new answer is there before the old one's time is over. */
const refreshedAt = 0.8;
const jitter = 0.1;

/** One name: the addresses of the last good answer, looked up again in the background for as long as somebody watches it. */
export class CachedName {
  readonly name: string;
  readonly #options: CachedNameOptions;
  readonly #watchers = new Set<() => void>();
  /** The last good answer: IPv6 before IPv4; empty when there is none. */
  addresses: readonly string[] = [];
  /** Why the last look-up gave nothing. */
  failure: LookupError | undefined;
  #ipv4: readonly string[] = [];
  #ipv6: readonly string[] = [];
  #freshUntil = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #missingSince: number | undefined;
  #failures = 0;
  #pending: Promise<void> | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(name: string, options: CachedNameOptions) {
    this.name = name;
    this.#options = options;
  }

  /** What is known, if it is fresh or kept so in the background; else what the look-up gives that is under way or begins now. */
  lookup(): Addresses | Promise<Addresses> {
    const isKept = this.#watchers.size > 0 && (this.addresses.length > 0 || this.failure !== undefined);
    if (isKept || this.#options.clock.now() < this.#freshUntil) return this.#known;
    return this.refresh().then(() => this.#known);
  }

  /** Keeps the name looked up until `unwatch`; `onChange` is called when its addresses have changed. */
  watch(onChange: () => void): void {
    this.#watchers.add(onChange);
    if (this.#options.clock.now() >= this.#freshUntil) void this.refresh();
    else this.#schedule();
  }

  unwatch(onChange: () => void): void {
    this.#watchers.delete(onChange);
    if (this.#watchers.size === 0) this.#schedule();
  }

  /** One of its addresses did not answer: perhaps they have changed. */
  doubt(): void {
    if (this.#options.clock.now() - this.#askedAt >= doubtedMs) void this.refresh();
  }

  /** Looks it up now, unless that is under way. Never rejects. */
  refresh(): Promise<void> {
    this.#pending ??= this.#look().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  close(): void {
    this.#isClosed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  get #known(): Addresses {
    if (this.addresses.length > 0) return this.addresses;
    return this.failure ?? new LookupError('missing', `${this.name} has no address`);
  }

  async #look(): Promise<void> {
    this.#options.clock.clearTimeout(this.#timer);
    const { ask, clock } = this.#options;
    try {
      const found = await ask(this.name, this.failure !== undefined);
      if (!this.#isClosed) this.#learn(found);
    } catch (error) {
      if (!this.#isClosed) this.#fail(error instanceof LookupError ? error : new LookupError('failed', messageOf(error), { cause: error }));
    }
    this.#askedAt = clock.now();
    this.#schedule();
  }

  /** A family that nobody could tell of stays as it was. */
  #learn({ ipv4, ipv6, ttlMs }: Found): void {
    const { events, maxTtlMs, clock } = this.#options;
    this.#ipv4 = ipv4 ?? this.#ipv4;
    this.#ipv6 = ipv6 ?? this.#ipv6;
    this.#failures = 0;
    this.#missingSince = undefined;
    this.#freshUntil = clock.now() + Math.max(minTtlMs, Math.min(ttlMs, maxTtlMs()));
    this.#change(usableOf([...this.#ipv4, ...this.#ipv6]));
    if (this.failure === undefined) return;
    this.failure = undefined;
    events.onBack(this.name, this.addresses);
  }

  #fail(failure: LookupError): void {
    const { events, clock } = this.#options;
    const now = clock.now();
    const isNew = this.failure === undefined;
    this.failure = failure;
    this.#missingSince = failure.trouble === 'missing' ? (this.#missingSince ?? now) : undefined;
    this.#freshUntil = now + Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures += 1;
    if (this.#missingSince !== undefined && now - this.#missingSince >= missingMs) this.#forget();
    if (isNew) events.onLost(this.name, failure, this.addresses);
  }

  #forget(): void {
    this.#ipv4 = [];
    this.#ipv6 = [];
    this.#change([]);
  }

  #change(addresses: readonly string[]): void {
    const isSame = addresses.length === this.addresses.length && addresses.every((address, at) => address === this.addresses[at]);
    if (isSame) return;
    this.addresses = addresses;
    for (const onChange of [...this.#watchers]) onChange();
  }

  /** Somebody watches: it is looked up again before its time is over. Nobody does: it is forgotten then. */
  #schedule(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const leftMs = Math.max(0, this.#freshUntil - clock.now());
    if (this.#watchers.size === 0) this.#timer = clock.setTimeout(() => this.#rest(), leftMs).unref();
    else this.#timer = clock.setTimeout(() => void this.refresh(), leftMs * (refreshedAt + jitter * Math.random())).unref();
  }

  #rest(): void {
    if (this.#watchers.size === 0 && this.#pending === undefined) this.#options.onIdle(this.name);
  }
}
