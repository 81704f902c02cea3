import type { Clock } from '../clock';
import { hostPort } from './resolver/host-port';
import type { Addresses, LookupError } from './resolver/found';
import type { Names, NameWatch } from './resolver/resolver';

/** An address that did not answer stands behind the others for so long. */
const avoidedMs = 10_000;

/**
 * Where the connections to a backend go: a host and a port, and the addresses that the host has at the moment. New connections take
 * the addresses in turn, one that has just failed last.
 */
export class Endpoint {
  readonly host: string;
  readonly port: number;
  /** That of whoever connects to it. */
  readonly clock: Clock;
  readonly #names: Names;
  readonly #watch: NameWatch;
  readonly #listeners: (() => void)[] = [];
  readonly #avoidedUntil = new Map<string, number>();
  #turn = 0;
  #isClosed = false;

  /** The host is kept looked up until `close`. */
  constructor({ host, port }: { readonly host: string; readonly port: number }, names: Names, clock: Clock) {
    this.host = host;
    this.port = port;
    this.clock = clock;
    this.#names = names;
    this.#watch = names.watch(host, () => this.#changed());
  }

  /** Those of the last good answer; empty when there is none. */
  get addresses(): readonly string[] {
    return this.#watch.addresses;
  }

  /** Why the name was not found when it was last looked up; undefined where it was. */
  get failure(): LookupError | undefined {
    return this.#watch.failure;
  }

  /** One of its addresses, with the port. */
  at(address: string): string {
    return hostPort(address, this.port);
  }

  /** `listener` is called when the host has other addresses. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Whether a connection to that address still leads to this host; after `close` nobody knows better. */
  leadsTo(address: string): boolean {
    return this.#isClosed || this.addresses.includes(address);
  }

  /** The addresses to try for a new connection, in this order; a promise where they are not known yet. */
  route(): Addresses | Promise<Addresses> {
    const found = this.#names.lookup(this.host);
    if (found instanceof Promise) return found.then((later) => (later instanceof Error ? later : this.#inTurn(later)));
    return found instanceof Error ? found : this.#inTurn(found);
  }

  /** No connection was made to an address, or too slowly. */
  avoid(address: string): void {
    if (this.addresses.length > 1) this.#avoidedUntil.set(address, this.clock.now() + avoidedMs);
    this.#watch.doubt();
  }

  /** A connection was made to it. */
  trust(address: string): void {
    if (this.#avoidedUntil.size > 0) this.#avoidedUntil.delete(address);
  }

  /** Its name is no longer kept looked up; who still asks waits for an answer where there is no fresh one. */
  close(): void {
    this.#isClosed = true;
    this.#watch.close();
  }

  /** Families take turns (RFC 8305 §4), and within the first family its addresses do. */
  #inTurn(addresses: readonly string[]): readonly string[] {
    if (addresses.length < 2) return addresses;
    const isIPv6First = addresses[0]?.includes(':') === true;
    const first = addresses.filter((address) => address.includes(':') === isIPv6First);
    const second = addresses.filter((address) => address.includes(':') !== isIPv6First);
    const start = this.#turn++ % first.length;
    const ordered = [...first.slice(start), ...first.slice(0, start)].flatMap((address, at) => [address, ...second.slice(at, at + 1)]);
    ordered.push(...second.slice(first.length));
    return this.#avoidedUntil.size === 0 ? ordered : this.#avoidedLast(ordered);
  }

  #avoidedLast(ordered: readonly string[]): readonly string[] {
    const now = this.clock.now();
    const isAvoided = (address: string) => (this.#avoidedUntil.get(address) ?? 0) > now;
    return [...ordered.filter((address) => !isAvoided(address)), ...ordered.filter(isAvoided)];
  }

  #changed(): void {
    for (const address of this.#avoidedUntil.keys()) if (!this.addresses.includes(address)) this.#avoidedUntil.delete(address);
    for (const listener of this.#listeners) listener();
  }
}
