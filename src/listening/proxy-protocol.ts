import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock';
import { peerAddress } from '../connection/peer-address';
import { noteProxied } from '../connection/proxied';
import type { AddressList } from '../net/addresses';
import { longestProxyHeader, readProxyHeader } from './proxy-header';

type Options = {
  /** The proxies that begin each connection with a header. */
  readonly from: AddressList;
  /** How long a header may take. */
  readonly headMs: () => number;
  readonly log: Logger;
  readonly clock: Clock;
};

const nothing = Buffer.alloc(0);

/**
 * Reads the PROXY header that stands before the first request on connections from some addresses, and hands the connection on to
 * those who listened to the server's `connection` until now. They see the client's address in place of the proxy's.
 */
export class ProxyHeaders {
  readonly #options: Options;

  /** To be called once all who listen for connections do so. */
  constructor(server: Server, options: Options) {
    this.#options = options;
    const listeners = server.rawListeners('connection');
    server.removeAllListeners('connection');
    const admit = (socket: Socket) => {
      for (const listener of listeners) listener.call(server, socket);
    };
    server.on('connection', (socket: Socket) => {
      const peer = peerAddress(socket);
      // Checks of proxies reset what they have just begun, and then nobody can tell any more whose it was.
      if (peer === '') socket.destroy();
      else if (options.from.has(peer)) this.#read(socket, admit);
      else admit(socket);
    });
  }

  #read(socket: Socket, admit: (socket: Socket) => void): void {
    new HeaderReader(socket, this.#options, () => {
      if (!socket.destroyed) admit(socket);
    });
  }
}

/** One connection whose header is not all here. */
class HeaderReader {
  readonly #socket: Socket;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #proxy: string;
  /** Called once: the header has been read, or the connection is gone. */
  readonly #onOver: () => void;
  readonly #timer: Timer;
  #bytes: Buffer = nothing;

  constructor(socket: Socket, { headMs, log, clock }: Options, onOver: () => void) {
    this.#socket = socket;
    this.#log = log;
    this.#clock = clock;
    this.#proxy = peerAddress(socket);
    this.#onOver = onOver;
    const ms = headMs();
    this.#timer = clock.setTimeout(() => this.#refuse(`no PROXY header within ${ms} ms`), ms);
    socket.on('readable', this.#onReadable);
    socket.once('end', this.#onEnd);
    socket.once('close', this.#onClose);
    socket.on('error', ignore);
  }

  cut(): void {
    this.#socket.destroy();
  }

  readonly #onReadable = (): void => {
    const chunk: Buffer | null = this.#socket.read();
    if (chunk === null) return;
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const read = readProxyHeader(this.#bytes.subarray(0, longestProxyHeader));
    if (read.kind === 'malformed') this.#refuse(read.why);
    if (read.kind !== 'header') return;
    this.#leave();
    noteProxied(this.#socket, read.length, read.proxied);
    // Node's parser takes what comes from the system itself; what is here already goes before it.
    if (this.#bytes.length > read.length) this.#socket.unshift(this.#bytes.subarray(read.length));
    this.#onOver();
  };

  /** A proxy that only looks whether anybody listens says nothing at all, and nothing is said of it. */
  readonly #onEnd = (): void => {
    if (this.#bytes.length > 0) this.#refuse('the connection ended within the PROXY header');
    else this.cut();
  };

  readonly #onClose = (): void => {
    this.#leave();
    this.#onOver();
  };

  #refuse(detail: string): void {
    this.#log.warn({ proxy: this.#proxy, detail }, 'no good PROXY header');
    this.cut();
  }

  #leave(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#socket.off('readable', this.#onReadable).off('end', this.#onEnd).off('close', this.#onClose).off('error', ignore);
  }
}

function ignore(): void {}
