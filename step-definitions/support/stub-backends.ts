import type { Clock } from '../../src/clock';
import { BlackHole, closedPort } from './dead-ends';
import { StubBackend } from './stub-backend';

/**
 * Stands in for every backend address of a config.
 * An address is any `host:port`; its backend is called the same, without a port 80:
 * `Kesar:80` is Kesar, `localhost:8081` is localhost:8081.
 */
export class StubBackends {
  readonly #clock: Clock;
  readonly #stubs = new Map<string, StubBackend>();
  readonly #elsewhere = new Map<string, string>();
  readonly #blackHoles: BlackHole[] = [];

  /** Their health checks are noted by `clock`. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): readonly StubBackend[] {
    return [...this.#stubs.values()];
  }

  /** The stub with this name; it exists from the first time somebody asks for it. */
  called(name: string): StubBackend {
    const key = nameOf(name);
    const stub = this.#stubs.get(key) ?? new StubBackend(key, { host: key.startsWith('[') ? '::1' : '127.0.0.1', clock: this.#clock });
    this.#stubs.set(key, stub);
    return stub;
  }

  /** Where the backend written `address` really is, once it listens; addresses declared dead or deaf stay so. */
  async standIn(address: string): Promise<string> {
    const elsewhere = this.#elsewhere.get(nameOf(address));
    if (elsewhere !== undefined) return elsewhere;
    const stub = this.called(address);
    await stub.start();
    return stub.address;
  }

  /** Has these listen at one port, each at an address of this machine of its own, and gives the port. */
  async startAt(addresses: ReadonlyMap<string, string>): Promise<number> {
    for (;;) {
      const stubs: StubBackend[] = [];
      try {
        for (const [name, host] of addresses) {
          const stub = new StubBackend(name, { host, port: stubs[0]?.port ?? 0, clock: this.#clock });
          await stub.start();
          stubs.push(stub);
        }
        for (const stub of stubs) this.#stubs.set(stub.name, stub);
        return stubs[0]?.port ?? 0;
      } catch (error) {
        await Promise.all(stubs.map((stub) => stub.close()));
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
  }

  /** Has one listen at `host` and the port of a black hole, which is at 127.0.0.1, and gives the port. */
  async startBesideBlackHole(name: string, host: string): Promise<number> {
    const hole = await BlackHole.open();
    this.#blackHoles.push(hole);
    const stub = new StubBackend(name, { host, port: hole.port, clock: this.#clock });
    this.#stubs.set(name, stub);
    await stub.start();
    return hole.port;
  }

  /** A server that is no stub of ours listens there. */
  place(address: string, elsewhere: string): void {
    this.#elsewhere.set(nameOf(address), elsewhere);
  }

  /** Nothing listens there: connections are refused. */
  async declareDead(address: string): Promise<void> {
    this.#elsewhere.set(nameOf(address), `127.0.0.1:${await closedPort()}`);
  }

  /** Connections to there are neither accepted nor refused. */
  async declareUnreachable(address: string): Promise<void> {
    const hole = await BlackHole.open();
    this.#blackHoles.push(hole);
    this.#elsewhere.set(nameOf(address), `127.0.0.1:${hole.port}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.all.map((stub) => stub.close()), ...this.#blackHoles.map((hole) => hole.close())]);
  }
}

/** What people call the backend written `address`. */
export function nameOf(address: string): string {
  return address.replace(/:80$/, '');
}
