import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../../clock';
import { type Addresses, type Found, LookupError } from './found';
import { CachedName, type NameEvents } from './cached-name';
import { addressesWithin, byFamily, parseHosts } from './hosts-file';
import { NameServers } from './name-servers';
import { nodeLookup } from './node-lookup';
import { parseResolvConf, type ResolvConf } from './resolv-conf';
import { type OtherSources, otherSources, SystemLookup } from './system-lookup';
import { Turns } from './turns';
import { WatchedFile } from './watched-file';

export type ResolverSettings = {
  /** `address:port` each, in place of those of resolv.conf. */
  readonly servers: readonly string[] | undefined;
  /** For the look-up of one name. */
  readonly timeoutMs: number;
  readonly maxTtlMs: number;
};

/** Where the system says how names are looked up. */
export type SystemFiles = { readonly hosts: string; readonly resolvConf: string; readonly nsswitch: string };

/** Gives the addresses of names. */
export interface Names {
  /** What is known now, or a promise of it where a look-up has to be waited for. */
  lookup(name: string): Addresses | Promise<Addresses>;
  /** Keeps a name looked up in the background until the watch is closed; `onChange` is called when its addresses have changed. */
  watch(name: string, onChange: () => void): NameWatch;
}

export interface NameWatch {
  /** Those of the last good answer; empty when there is none. */
  readonly addresses: readonly string[];
  /** Why the last look-up gave nothing; undefined when it gave something, or is still the first. */
  readonly failure: LookupError | undefined;
  /** The addresses do not answer: they are looked up before their time. */
  doubt(): void;
  close(): void;
}

const systemFiles: SystemFiles = { hosts: '/etc/hosts', resolvConf: '/etc/resolv.conf', nsswitch: '/etc/nsswitch.conf' };

/** The hosts file is looked at again after so long. */
const hostsTtlMs = 2_000;
/** How many look-ups run at a time; those that failed before never keep others waiting. */
const mostFirst = 12;
const mostAgain = 4;

/**
 * The one place where names of backends become addresses: literal addresses, the hosts file and `localhost` by themselves, other
 * names by name servers as resolv.conf describes them, in the background, and names that only the system knows by its own look-up.
 * Nobody waits for a name that has been looked up once: the last good answer counts until there is a better one.
 */
export class Resolver implements Names {
  readonly #events: NameEvents;
  readonly #clock: Clock;
  readonly #hosts: WatchedFile<ReturnType<typeof parseHosts>>;
  readonly #resolvConf: WatchedFile<ResolvConf>;
  readonly #otherSources: WatchedFile<OtherSources>;
  readonly #system = new SystemLookup();
  readonly #first = new Turns(mostFirst);
  readonly #again = new Turns(mostAgain);
  readonly #names = new Map<string, CachedName>();
  #settings: ResolverSettings;
  /** Those that are asked, and what they were made for. */
  #asked: { readonly conf: ResolvConf; readonly servers: NameServers } | undefined;
  #isClosed = false;

  constructor(settings: ResolverSettings, events: NameEvents, clock: Clock, files: SystemFiles = systemFiles) {
    this.#settings = settings;
    this.#events = events;
    this.#clock = clock;
    this.#hosts = new WatchedFile(files.hosts, parseHosts, clock);
    this.#resolvConf = new WatchedFile(files.resolvConf, (text) => parseResolvConf(text), clock);
    this.#otherSources = new WatchedFile(files.nsswitch, (text) => otherSources(text), clock);
  }

  lookup(name: string): Addresses | Promise<Addresses> {
    const literal = literalAddress(name);
    return literal === undefined ? this.#cached(name).lookup() : [literal];
  }

  watch(name: string, onChange: () => void): NameWatch {
    const literal = literalAddress(name);
    if (literal !== undefined) return { addresses: [literal], failure: undefined, doubt() {}, close() {} };
    const cached = this.#cached(name);
    cached.watch(onChange);
    return {
      get addresses() {
        return cached.addresses;
      },
      get failure() {
        return cached.failure;
      },
      doubt: () => cached.doubt(),
      close: () => cached.unwatch(onChange),
    };
  }

  /** As Node's own functions take one (`net.connect({lookup})`). */
  readonly lookupFunction: LookupFunction = nodeLookup((name) => this.lookup(name));

  /** Other settings from now on; what is watched is looked up by them, and so is what is being looked up. */
  apply(settings: ResolverSettings): void {
    this.#settings = settings;
    const before = this.#asked;
    this.#asked = undefined;
    before?.servers.cancel();
    for (const name of this.#names.values()) void name.refresh();
  }

  /** Gives up what is being looked up. */
  close(): void {
    this.#isClosed = true;
    for (const name of this.#names.values()) name.close();
    this.#names.clear();
    this.#asked?.servers.cancel();
  }

  #cached(name: string): CachedName {
    const key = name.toLowerCase();
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const cached = new CachedName(key, {
      events: this.#events,
      ask: (asked, isRetry) => this.#find(asked, isRetry),
      maxTtlMs: () => this.#settings.maxTtlMs,
      onIdle: () => this.#names.delete(key),
      clock: this.#clock,
    });
    this.#names.set(key, cached);
    return cached;
  }

  async #find(name: string, isRetry: boolean): Promise<Found> {
    const within = addressesWithin(this.#hosts.value, name);
    if (within !== undefined) return { ...byFamily(within), ttlMs: hostsTtlMs };
    return (isRetry ? this.#again : this.#first).run(() => this.#findAnew(name));
  }

  /** Name servers in whose place others have come have said nothing that counts. */
  async #findAnew(name: string): Promise<Found> {
    for (;;) {
      const servers = this.#servers();
      const [found] = await Promise.allSettled([this.#findInTime(name, servers)]);
      if (servers.isCancelled && !this.#isClosed) continue;
      if (found.status === 'rejected') throw found.reason;
      return found.value;
    }
  }

  async #findInTime(name: string, servers: NameServers): Promise<Found> {
    if (this.#isClosed) throw new LookupError('failed', `${name} is not looked up any more`);
    const { timeoutMs } = this.#settings;
    const over = new AbortController();
    const late = Promise.withResolvers<never>();
    const timer = this.#clock
      .setTimeout(() => {
        over.abort();
        late.reject(new LookupError('late', `${name} could not be looked up within ${timeoutMs} ms`));
      }, timeoutMs)
      .unref();
    try {
      return await Promise.race([this.#ask(name, servers, over.signal), late.promise]);
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }

  async #ask(name: string, servers: NameServers, given: AbortSignal): Promise<Found> {
    const others = this.#otherSources.value;
    if (others.multicast && /\.local\.?$/.test(name)) return await this.#system.lookup(name, given);
    try {
      return await servers.ask(name, given);
    } catch (error) {
      const isMissing = error instanceof LookupError && error.trouble === 'missing';
      // One that does not answer would hold the thread of the system's look-up too.
      if (!isMissing || given.aborted || servers.isCancelled || !others.any) throw error;
      return await this.#system.lookup(name, given);
    }
  }

  #servers(): NameServers {
    const conf = this.#resolvConf.value;
    const { servers, timeoutMs } = this.#settings;
    if (this.#asked?.conf === conf) return this.#asked.servers;
    this.#asked = { conf, servers: new NameServers(servers === undefined ? conf : { ...conf, servers }, timeoutMs, this.#clock) };
    return this.#asked.servers;
  }
}

/** The address that a text is, also in the shortened and other spellings of IPv4 that the C library takes (`127.1`). */
function literalAddress(name: string): string | undefined {
  if (isIP(name) !== 0) return name;
  if (!/(^|\.)(0x[0-9a-f]*|\d+)$/i.test(name)) return undefined;
  const host = URL.parse(`http://${name}`)?.hostname;
  return host !== undefined && isIP(host) === 4 ? host : undefined;
}
