import { Agent, type AgentOptions } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Dial } from './dial';
import type { Endpoint } from './endpoint';

type Created = (error: Error | null, socket: Duplex) => void;

/** Node's own pool of connections, all of them to one endpoint. One that leads to an address which is gone is not used again. */
export class DialingAgent extends Agent {
  readonly #endpoint: Endpoint;
  readonly #connectMs: number;
  readonly #dials = new Set<Dial>();

  constructor(options: AgentOptions, endpoint: Endpoint, connectMs: number) {
    super(options);
    this.#endpoint = endpoint;
    this.#connectMs = connectMs;
    endpoint.onChange(() => this.#closeStrays());
  }

  override createConnection(_options: unknown, created?: Created): undefined {
    const connectMs = this.#connectMs;
    const dial: Dial = new Dial({
      endpoint: this.#endpoint,
      patienceMs: connectMs,
      socket: () => new Socket().setNoDelay(true),
      onConnected: (socket) => created?.(null, socket),
      // There is none to be given with an error.
      onFailed: (error) => created?.(error, undefined as unknown as Duplex),
      onOver: () => {
        clearTimeout(timer);
        this.#dials.delete(dial);
      },
    });
    const timer = setTimeout(() => dial.fail(new Error(`no connection within ${connectMs} ms: ${dial.standing}`)), connectMs);
    this.#dials.add(dial);
    return undefined;
  }

  override keepSocketAlive(socket: Socket): boolean {
    // Its types do not know that it says whether it keeps the socket.
    const keeps: unknown = super.keepSocketAlive(socket);
    return keeps === true && this.#endpoint.leadsTo(socket.remoteAddress ?? '');
  }

  /** Closes every connection, and gives up those that are being made. */
  close(): void {
    for (const dial of this.#dials) dial.fail(new Error('the connection was closed'));
    this.destroy();
  }

  #closeStrays(): void {
    const kept = Object.values(this.freeSockets).flatMap((sockets) => sockets ?? []);
    for (const socket of kept) if (!this.#endpoint.leadsTo(socket.remoteAddress ?? '')) socket.destroy();
  }
}
