import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, systemClock } from '../../src/clock';
import { answering } from './behaviours';
import { holdPort } from './dead-ends';
import { HealthScript } from './health-script';
import { type HeaderList, pairs } from './header-list';

/** One request as a backend received it. */
export type Received = {
  readonly method: string;
  /** The request target, byte for byte. */
  readonly target: string;
  readonly httpVersion: string;
  readonly headers: HeaderList;
  /** The body so far, its first 16 MiB. */
  readonly body: Buffer;
  readonly bodyBytes: number;
  readonly trailers: HeaderList;
  /** `complete` when the last byte of the request is here; `aborted` when its sender left before. */
  readonly arrival: 'arriving' | 'complete' | 'aborted';
  /** Whether the connection closed before the request was here or the answer was finished. */
  readonly abandoned: boolean;
  /** Which connection it came on, counted from 1 since the backend exists. */
  readonly connection: number;
};

/** A request that a behaviour answers; it may do so at any later time. */
export type Exchange = {
  /** The name of the backend. */
  readonly backend: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly received: Received;
};

/**
 * What a backend does with a request. `reads: false` leaves the body of the request in the socket; `asks: false` keeps from asking
 * for the body of one with `Expect: 100-continue`.
 */
export type Behaviour = ((exchange: Exchange) => void) & { readonly reads?: boolean; readonly asks?: boolean };

/** What a backend does with a request to switch protocols, on the bare connection; `rest` is what came behind it. */
export type SwitchBehaviour = (request: IncomingMessage, socket: Socket, rest: Buffer) => void;

const keptBytes = 16 * 1024 * 1024;

/** A real HTTP server on a port of its own, which records what it is asked and answers what it is told. */
export class StubBackend {
  readonly name: string;
  /** Everything asked, health checks apart, in order of arrival. */
  readonly exchanges: Exchange[] = [];
  /** The connections that health checks have come on, one for each check. */
  readonly checkedOn: number[] = [];
  /** Answers to health checks: requests for `health.path`. */
  readonly health: HealthScript;
  readonly #host: string;
  readonly #sockets = new Map<Socket, number>();
  readonly #behaviours = new Map<string, Behaviour>();
  #otherwise: Behaviour;
  #switching: SwitchBehaviour | undefined;
  #server: Server | undefined;
  #release: (() => void) | undefined;
  #port = 0;
  #connections = 0;
  /** Whether connections are broken as soon as they are there; those from before stay. */
  breaksNewConnections = false;

  constructor(
    name: string,
    options: { readonly host?: string; readonly port?: number; readonly behaviour?: Behaviour; readonly clock?: Clock } = {},
  ) {
    this.name = name;
    this.health = new HealthScript(options.clock ?? systemClock);
    this.#port = options.port ?? 0;
    this.#host = options.host ?? '127.0.0.1';
    this.#otherwise = options.behaviour ?? answering({ body: `hello from ${name}` });
  }

  /** `127.0.0.1:port` or `[::1]:port`; the same for as long as the backend exists. */
  get address(): string {
    return `${this.#host.includes(':') ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  get received(): readonly Received[] {
    return this.exchanges.map((exchange) => exchange.received);
  }

  get port(): number {
    return this.#port;
  }

  /** Connections accepted so far, those of health checks included. */
  get connections(): number {
    return this.#connections;
  }

  /** Connections that are open now. */
  get openConnections(): number {
    return this.#sockets.size;
  }

  /** Listens, on the port it had before if there was one. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => this.#answer(request, response));
    server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response, true));
    server.on('clientError', (_error, socket) => socket.destroy());
    if (this.#switching !== undefined) this.#listenForSwitches(server);
    server.on('connection', (socket) => this.#admit(socket));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject).listen(this.#port, this.#host, resolve);
    await promise;
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Stops listening and breaks every connection, as a killed process does. Nobody else listens on its port then. */
  async stop(): Promise<void> {
    if (this.#server === undefined) return;
    await this.#end();
    this.#release ??= await holdPort(this.#host, this.#port);
  }

  /** Breaks the connections of requests that it has not answered. */
  leaveUnanswered(): void {
    for (const { request, response } of this.exchanges) if (!response.writableEnded) request.socket.destroy();
  }

  /** Stops for good: others may have its port. */
  async close(): Promise<void> {
    await this.#end();
    this.#release?.();
  }

  async #end(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets.keys()) socket.destroy();
    await closed;
  }

  /** Answers like this from now on: every request, or those for one path (compared without the query). */
  behave(behaviour: Behaviour, path?: string): void {
    if (path === undefined) this.#otherwise = behaviour;
    else this.#behaviours.set(path, behaviour);
  }

  /** From now on a request to switch protocols is answered like this; without it, it is an ordinary request. */
  switchLike(behaviour: SwitchBehaviour): void {
    if (this.#server !== undefined && this.#switching === undefined) this.#listenForSwitches(this.#server);
    this.#switching = behaviour;
  }

  #listenForSwitches(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Socket, rest: Buffer) => {
      const response = new ServerResponse(request);
      socket.once('close', () => response.emit('close'));
      this.exchanges.push({
        backend: this.name,
        request,
        response,
        received: new Recording(request, response, this.#sockets.get(socket) ?? 0, false),
      });
      this.#switching?.(request, socket, rest);
    });
  }

  #admit(socket: Socket): void {
    this.#connections += 1;
    if (this.breaksNewConnections) {
      socket.on('error', () => undefined).resetAndDestroy();
      return;
    }
    this.#sockets.set(socket, this.#connections);
    socket.on('error', () => undefined);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #answer(request: IncomingMessage, response: ServerResponse, isAsked = false): void {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === this.health.path) {
      this.checkedOn.push(this.#sockets.get(request.socket) ?? 0);
      this.health.answer(request, response);
      return;
    }
    const behaviour = this.#behaviours.get(path) ?? this.#otherwise;
    const exchange = {
      backend: this.name,
      request,
      response,
      received: new Recording(request, response, this.#sockets.get(request.socket) ?? 0, behaviour.reads !== false),
    };
    response.on('error', () => undefined);
    this.exchanges.push(exchange);
    if (isAsked && behaviour.asks !== false) response.writeContinue();
    behaviour(exchange);
  }
}

class Recording implements Received {
  readonly connection: number;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #aborted = false;
  #closed = false;

  constructor(request: IncomingMessage, response: ServerResponse, connection: number, reads: boolean) {
    this.#request = request;
    this.#response = response;
    this.connection = connection;
    request.on('error', () => undefined);
    request.once('close', () => {
      this.#aborted = !request.complete;
    });
    response.once('close', () => {
      this.#closed = true;
    });
    if (reads) request.on('data', (piece: Buffer) => this.#keep(piece));
  }

  get method(): string {
    return this.#request.method ?? '';
  }

  get target(): string {
    return this.#request.url ?? '';
  }

  get httpVersion(): string {
    return this.#request.httpVersion;
  }

  get headers(): HeaderList {
    return pairs(this.#request.rawHeaders);
  }

  get body(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  get bodyBytes(): number {
    return this.#bytes;
  }

  get trailers(): HeaderList {
    return pairs(this.#request.rawTrailers);
  }

  get arrival(): Received['arrival'] {
    if (this.#request.complete) return 'complete';
    return this.#aborted ? 'aborted' : 'arriving';
  }

  get abandoned(): boolean {
    return this.#aborted || (this.#closed && !this.#response.writableFinished);
  }

  #keep(piece: Buffer): void {
    if (this.#bytes < keptBytes) this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}
