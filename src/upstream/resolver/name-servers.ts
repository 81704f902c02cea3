import { promises as dns } from 'node:dns';
import { type Clock, pause } from '../../clock';
import { messageOf } from '../../errors';
import { type Found, LookupError } from './found';
import { candidatesOf } from './candidates';
import type { ResolvConf } from './resolv-conf';

/** What one family's question came to: addresses (none for a name without any, or for no name at all), or why no server could say. */
type Told = { readonly addresses: readonly string[]; readonly ttlS: number; readonly isNoName: boolean } | Unknown;
type Unknown = { readonly error: NodeJS.ErrnoException };

/** Resolution delay (RFC 8305 §3): so long one family waits for the other; some name servers never answer for IPv6. */
const resolutionDelayMs = 250;
/** A name with addresses of one family alone does not set a limit with the other. */
const endlessS = Number.POSITIVE_INFINITY;

/** Asks the name servers of a resolv.conf, with Node's DNS client: over UDP, over TCP for an answer that was truncated. */
export class NameServers {
  readonly #conf: ResolvConf;
  /** One for each server, which it asks first, and the others where that does not answer. */
  readonly #clients: readonly dns.Resolver[];
  readonly #clock: Clock;
  #turn = 0;
  #isCancelled = false;

  /** `limitMs` is for one name: it is divided among the servers and attempts. */
  constructor(conf: ResolvConf, limitMs: number, clock: Clock) {
    this.#conf = conf;
    this.#clock = clock;
    const { servers, attempts, timeoutMs } = conf;
    const timeout = Math.min(timeoutMs, Math.ceil(limitMs / (servers.length * attempts)));
    this.#clients = servers.map((_, first) => {
      const client = new dns.Resolver({ timeout, tries: attempts });
      client.setServers([...servers.slice(first), ...servers.slice(0, first)]);
      return client;
    });
  }

  /** Tries what the name may stand for until one has an address. Rejects with a LookupError. */
  async ask(name: string, given: { readonly aborted: boolean }): Promise<Found> {
    let failed: LookupError | undefined;
    for (const candidate of candidatesOf(name, this.#conf)) {
      const found = await this.#askServers(candidate);
      if (!(found instanceof LookupError)) return found;
      if (found.trouble === 'late' || given.aborted || this.#isCancelled) throw found;
      if (found.trouble === 'failed') failed ??= found;
    }
    throw failed ?? new LookupError('missing', `${name} is a name without an address: no such name`);
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Ends what is being asked; nothing more is. */
  cancel(): void {
    this.#isCancelled = true;
    for (const client of this.#clients) client.cancel();
  }

  /** A server that says it failed stands for none of the others, but Node's client asks these only where there was no answer at all. */
  async #askServers(name: string): Promise<Found | LookupError> {
    const first = this.#conf.rotate ? this.#turn++ % this.#clients.length : 0;
    let said = new LookupError('failed', `there is no name server to ask for ${name}`);
    for (const client of [...this.#clients.slice(first), ...this.#clients.slice(0, first)]) {
      const found = await this.#askClient(client, name);
      if (!(found instanceof LookupError) || found.trouble !== 'failed' || this.#isCancelled) return found;
      said = found;
    }
    return said;
  }

  async #askClient(client: dns.Resolver, name: string): Promise<Found | LookupError> {
    const ipv4 = told(client.resolve4(name, { ttl: true }));
    const ipv6 = told(client.resolve6(name, { ttl: true }));
    const [four, six] = await bothOrOne(ipv4, ipv6, this.#clock);
    const ttlS = Math.min(ttlOf(four), ttlOf(six));
    if (ttlS < endlessS) return { ipv4: addressesIn(four), ipv6: addressesIn(six), ttlMs: ttlS * 1000 };
    const error = isNoName(four) ? undefined : (errorIn(four) ?? errorIn(six));
    if (error === undefined) return new LookupError('missing', `${name} has no address`);
    return new LookupError(troubles[error.code ?? ''] ?? 'failed', sentence(name, error, this.#conf.servers), { cause: error });
  }
}

/** Undefined for a family that is late, once the other is there. */
async function bothOrOne(ipv4: Promise<Told>, ipv6: Promise<Told>, clock: Clock): Promise<[Told | undefined, Told | undefined]> {
  const expiry = new AbortController();
  const soon = async (first: Promise<Told>): Promise<undefined> => {
    const said = await first;
    // A name that does not exist has no family (RFC 8020), but some servers say so for IPv6 where there is IPv4 (RFC 4074 §4.2).
    const isLast = first === ipv4 && isNoName(said);
    if (ttlOf(said) === endlessS && !isLast) await Promise.all([ipv4, ipv6]);
    else await pause(clock, resolutionDelayMs, { signal: expiry.signal });
    return undefined;
  };
  try {
    return await Promise.all([Promise.race([ipv4, soon(ipv6)]), Promise.race([ipv6, soon(ipv4)])]);
  } finally {
    expiry.abort();
  }
}

async function told(question: Promise<readonly { readonly address: string; readonly ttl: number }[]>): Promise<Told> {
  try {
    const records = await question;
    const ttlS = Math.min(endlessS, ...records.map(({ ttl }) => ttl));
    return { addresses: records.map(({ address }) => address), ttlS, isNoName: false };
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    return isMissing(failure) ? { addresses: [], ttlS: endlessS, isNoName: failure.code === 'ENOTFOUND' } : { error: failure };
  }
}

function isMissing({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ENOTFOUND' || code === 'ENODATA';
}

function isNoName(one: Told | undefined): boolean {
  return one !== undefined && 'isNoName' in one && one.isNoName;
}

function ttlOf(one: Told | undefined): number {
  return one === undefined || 'error' in one ? endlessS : one.ttlS;
}

function addressesIn(one: Told | undefined): readonly string[] | undefined {
  return one === undefined || 'error' in one ? undefined : one.addresses;
}

function errorIn(one: Told | undefined): NodeJS.ErrnoException | undefined {
  return one !== undefined && 'error' in one ? one.error : undefined;
}

const troubles: Readonly<Record<string, 'late' | 'missing'>> = { ETIMEOUT: 'late', EBADNAME: 'missing' };

const words: Readonly<Record<string, string>> = {
  ETIMEOUT: 'the name server does not answer',
  ECONNREFUSED: 'nothing listens at the name server',
  ESERVFAIL: 'the name server failed (SERVFAIL)',
  EREFUSED: 'the name server refuses to say (REFUSED)',
  EBADNAME: 'it is no name that can be asked for',
  ECANCELLED: 'the look-up was given up',
};

function sentence(name: string, error: NodeJS.ErrnoException, servers: readonly string[]): string {
  return `${name} could not be looked up: ${words[error.code ?? ''] ?? messageOf(error)} (${servers.join(', ')})`;
}
