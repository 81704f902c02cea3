import type { Socket } from 'node:net';
import type { Timer } from '../clock';
import { isOutOfDescriptors } from './connect-failure';
import type { Endpoint } from './endpoint';
import { type Addresses, LookupError } from './resolver/found';
import { hostPort } from './resolver/host-port';

export type DialOptions<S extends Socket> = {
  readonly endpoint: Endpoint;
  /** How long whoever dials will wait: every address gets a share of it. */
  readonly patienceMs: number;
  /** Makes a socket that is not connected yet. */
  readonly socket: () => S;
  /** Called once, in a later turn: with a connection to `address`, ... */
  readonly onConnected: (socket: S, address: string) => void;
  /** ... or with the reason why there is none. Neither is called after `cancel`. */
  readonly onFailed: (error: Error) => void;
  /** Called before them, and for `cancel`. */
  readonly onOver?: () => void;
};

type Try<S extends Socket> = { readonly address: string; readonly socket: S; error: Error | undefined };

/** Connection attempt delay (RFC 8305 §5): so long the next address waits for the one before. */
const attemptDelayMs = 250;
/** A name may have hundreds of addresses. */
const mostTries = 8;

/**
 * Makes one connection to an endpoint. With several addresses, happy eyeballs (RFC 8305 §5): the next one is tried when the one before
 * has failed, or has not answered for a moment, and the first that connects is taken. Those that began before it are avoided for a while.
 */
export class Dial<S extends Socket = Socket> {
  readonly #options: DialOptions<S>;
  readonly #tries: Try<S>[] = [];
  #left: readonly string[] = [];
  #delayMs = attemptDelayMs;
  #timer: Timer | undefined;
  #isOver = false;

  constructor(options: DialOptions<S>) {
    this.#options = options;
    const route = options.endpoint.route();
    if (route instanceof Promise) void route.then((found) => this.#begin(found));
    else if (route instanceof LookupError) queueMicrotask(() => this.#begin(route));
    else this.#begin(route);
  }

  /** What it has met so far, for whoever can wait no longer. */
  get standing(): string {
    if (this.#tries.length === 0) return `${this.#options.endpoint.host} is still being looked up`;
    const { port } = this.#options.endpoint;
    return this.#tries.map(({ address, error }) => error?.message ?? `${hostPort(address, port)} has not answered`).join('; ');
  }

  /** Gives up, and tells nobody. */
  cancel(): void {
    this.#end(undefined);
  }

  /** Gives up with this as the reason. */
  fail(error: Error): void {
    if (this.#isOver) return;
    this.#end(undefined);
    this.#options.onFailed(error);
  }

  #begin(route: Addresses): void {
    if (this.#isOver) return;
    if (route instanceof LookupError) {
      this.fail(route);
      return;
    }
    this.#left = route.slice(0, mostTries);
    this.#delayMs = Math.min(attemptDelayMs, this.#options.patienceMs / this.#left.length);
    this.#next();
  }

  #next(): void {
    this.#options.endpoint.clock.clearTimeout(this.#timer);
    const [address, ...left] = this.#left;
    if (address === undefined) return;
    const { endpoint, socket: newSocket } = this.#options;
    const one: Try<S> = { address, socket: newSocket(), error: undefined };
    this.#left = left;
    this.#tries.push(one);
    one.socket.once('connect', () => this.#connected(one)).on('error', (error: Error) => this.#failed(one, error));
    one.socket.connect({ host: address, port: endpoint.port });
    if (left.length > 0) this.#timer = endpoint.clock.setTimeout(() => this.#next(), this.#delayMs);
  }

  #connected(one: Try<S>): void {
    if (this.#isOver) return;
    const { endpoint, onConnected } = this.#options;
    const { socket, address } = one;
    for (const other of this.#tries.slice(0, this.#tries.indexOf(one))) if (other.error === undefined) endpoint.avoid(other.address);
    endpoint.trust(address);
    this.#end(one);
    socket.removeAllListeners('error');
    onConnected(socket, address);
  }

  #failed(one: Try<S>, error: Error): void {
    one.error = error;
    if (this.#isOver) return;
    if (isOutOfDescriptors(error)) {
      this.fail(error);
      return;
    }
    this.#options.endpoint.avoid(one.address);
    if (this.#left.length > 0) this.#next();
    else if (this.#tries.every((each) => each.error !== undefined)) this.fail(this.#summary(error));
  }

  #summary(last: Error): Error {
    if (this.#tries.length === 1) return last;
    const { code } = last as NodeJS.ErrnoException;
    const message = `no address of ${this.#options.endpoint.host} takes the connection: ${this.standing}`;
    const errors = this.#tries.flatMap(({ error }) => error ?? []);
    return Object.assign(new AggregateError(errors, message), { code });
  }

  #end(winner: Try<S> | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.endpoint.clock.clearTimeout(this.#timer);
    this.#options.onOver?.();
    for (const one of this.#tries) if (one !== winner) one.socket.destroy();
  }
}
