import { once } from 'node:events';
import { type AddressInfo, createServer, Server } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock';
import { messageOf } from '../errors';
import { descriptorLimit, listeningSockets } from './descriptors';
import { HandedInMistake } from './handed-in';

/** Where to listen, and how many connections the system may keep waiting at each socket until they are accepted. */
export type Listening = {
  readonly host: string | undefined;
  readonly port: number;
  readonly backlog: number;
  /** Whether another process may listen there too. */
  readonly isShared?: boolean;
};

/** How long a stop may take in those who wait, if more come all the while; and how many turns on a machine that is slow. */
const patienceMs = 1_000;
const patienceTurns = 100;
/** A turn of the event loop that took longer may have missed somebody: the last socket is looked at before the first is closed. */
const shortTurnMs = 1;

/**
 * The sockets on which a server listens at one address, as if they were one: several that share the port on Linux (`SO_REUSEPORT`). The
 * event loop accepts one connection from each of them in a turn (libuv's `uv__server_io`), and under load a turn takes milliseconds:
 * with one socket, a new client would wait for as many turns as there are clients before it. Sockets that the process was handed are
 * taken as they are.
 */
export class ListeningSockets {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #more: Server[] = [];
  #accepted = 0;

  /** To be called once all who listen for connections of the server do so. */
  constructor(server: Server, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
    server.prependListener('connection', () => {
      this.#accepted += 1;
    });
  }

  /** Rejects with the system's error when the address cannot be listened on; another process that shares its ports is one, too. */
  async listen({ isShared = false, ...listening }: Listening): Promise<void> {
    const count = socketCount();
    if (count === 1) return listen(this.#server, { ...listening, reusePort: isShared });
    // A port that the system chooses is shared with nobody.
    if (listening.port !== 0 && !isShared) await mustBeFree(listening);
    await listen(this.#server, { ...listening, reusePort: true });
    const { port } = this.#server.address() as { port: number };
    while (this.#more.length < count - 1) await listen(this.#another(), { ...listening, port, reusePort: true });
  }

  /** Listens on sockets that the process was handed, whatever their addresses. Rejects with a `HandedInMistake`. */
  async take(descriptors: readonly number[], backlog: number): Promise<void> {
    for (const [index, fd] of descriptors.entries()) await listenOn(fd, index === 0 ? this.#server : this.#another(), backlog);
  }

  /** Where it listens, once for each socket. */
  get addresses(): AddressInfo[] {
    return [this.#server, ...this.#more].map((server) => server.address() as AddressInfo);
  }

  /**
   * Takes in the connections that wait to be accepted: the system resets those that it finds waiting when a socket is closed. Resolves
   * in a short turn of the event loop that found none, in which what the last of them had said was read; at the end of its patience, or
   * when the signal says so, in any case.
   */
  async empty(over: AbortSignal): Promise<void> {
    const until = this.#clock.now() + patienceMs;
    // What is left of a turn that has begun shows nothing.
    await setImmediate();
    let before = -1;
    let beganAt = 0;
    for (let turns = 0; !over.aborted && (turns < patienceTurns || this.#clock.now() < until); turns += 1) {
      if (before === this.#accepted && this.#clock.now() - beganAt < shortTurnMs) return;
      before = this.#accepted;
      beganAt = this.#clock.now();
      await setImmediate();
    }
  }

  /** Accepts no more; resolves once all connections that came are closed. Node's HTTP server would close idle ones by itself. */
  async close(): Promise<void> {
    const servers = [this.#server, ...this.#more];
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()))));
  }

  #another(): Server {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#server.emit('connection', socket));
    this.#more.push(server);
    return server;
  }
}

/** One where a port cannot be shared, or where all its connections would go to the last who came, as on most systems but Linux. */
function socketCount(): number {
  return process.platform === 'linux' ? listeningSockets(descriptorLimit() ?? Number.POSITIVE_INFINITY) : 1;
}

type Place = {
  readonly host: string | undefined;
  readonly port: number;
  readonly backlog?: number;
  readonly reusePort?: boolean;
};

/** Resolves when the server listens; rejects with the system's error, and the server is closed then. */
export async function listen(server: Server, { host, port, backlog, reusePort = false }: Place): Promise<void> {
  server.listen({ host, port, reusePort, ...(backlog === undefined ? {} : { backlog }) });
  await once(server, 'listening');
}

/** As `listen`, on a socket that the process was handed. Rejects with a `HandedInMistake` when it is no TCP socket for that. */
export async function listenOn(fd: number, server: Server, backlog = 0): Promise<void> {
  const expected = 'expected ListenStream= with a port, and Accept=no, in the socket unit';
  try {
    // Node heeds no other backlog here than that of the argument, and has one of its own for 0.
    server.listen({ fd }, ...([backlog] as never[]));
    await once(server, 'listening');
  } catch (cause) {
    throw new HandedInMistake(`descriptor ${fd}, which was handed in, cannot be listened on (${messageOf(cause)}): ${expected}`, { cause });
  }
  // Of a Unix socket that it was handed, Node knows no address.
  if (typeof server.address() === 'object' && server.address() !== null) return;
  server.close();
  throw new HandedInMistake(`descriptor ${fd}, which was handed in, is a Unix socket: ${expected}`);
}

/** Rejects when somebody listens there already, who might share the port. */
async function mustBeFree(listening: Omit<Listening, 'isShared'>): Promise<void> {
  const server = createServer();
  await listen(server, listening);
  server.close();
  await once(server, 'close');
}
