import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock';
import type { ListenAddress } from '../config/schema';
import { keepRoomForClients } from './descriptors';
import { urlOf } from './listener';
import { listen, listenOn } from './listening-sockets';

/** How often a port that another process holds is tried again. */
const againMs = 100;

type Options = { readonly address: ListenAddress; readonly handler: RequestListener; readonly log: Logger; readonly clock: Clock };

/** Where the status API listens: at one address, of one process at a time. */
export class StatusPort {
  readonly #server: Server;
  readonly #address: ListenAddress;
  readonly #log: Logger;
  readonly #clock: Clock;
  #again: Timer | undefined;
  #isReleased = false;

  constructor({ address, handler, log, clock }: Options) {
    this.#server = createServer({ insecureHTTPParser: false }, handler);
    this.#address = address;
    this.#log = log;
    this.#clock = clock;
    keepRoomForClients(this.#server);
  }

  /** Undefined while it does not listen. */
  get url(): string | undefined {
    return this.#server.listening ? urlOf(this.#server.address() as AddressInfo) : undefined;
  }

  /** Rejects with the system's error when the address cannot be listened on. */
  async listen(): Promise<void> {
    await listen(this.#server, this.#address);
  }

  /** Listens on a socket that the process was handed. Rejects with a `HandedInMistake` when it is no TCP socket for that. */
  async take(descriptor: number): Promise<void> {
    await listenOn(descriptor, this.#server);
  }

  /** As `listen`; where another process holds the port, this one has it once that one lets go of it. */
  async listenInTurn(): Promise<void> {
    try {
      await this.listen();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      this.#log.warn({ port: this.#address.port }, 'the status API waits: another process holds its port');
      this.#tryAgain();
    }
  }

  #tryAgain(): void {
    const listen = async () => {
      try {
        await this.listen();
        if (this.#isReleased) this.release();
        else this.#log.info({ admin: this.url }, 'the status API listens');
      } catch {
        if (!this.#isReleased) this.#tryAgain();
      }
    };
    this.#again = this.#clock.setTimeout(() => void listen(), againMs).unref();
  }

  /** Lets the next process have the port. Questions under way are answered, with `Connection: close`; idle connections are closed. */
  release(): void {
    this.#isReleased = true;
    this.#clock.clearTimeout(this.#again);
    this.#server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
    this.#server.close();
  }

  /** Cuts what is left. */
  close(): void {
    this.release();
    this.#server.closeAllConnections();
  }
}
