import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { descriptorLimit, listeningSockets } from './descriptors';

/** Where to listen, and how many connections the system may keep waiting at each socket until they are accepted. */
export type Listening = { readonly host: string | undefined; readonly port: number; readonly backlog: number };

/** How long a stop may take in those who wait, if more come all the while. */
const patienceMs = 1_000;

/**
 * The sockets on which a server listens at one address, as if they were one: several that share the port on Linux (`SO_REUSEPORT`). The
 * event loop accepts one connection from each of them in a turn (libuv's `uv__server_io`), and under load a turn takes milliseconds:
 * with one socket, a new client would wait for as many turns as there are clients before it.
 */
export class ListeningSockets {
  readonly #server: Server;
  readonly #more: Server[] = [];
  #accepted = 0;

  /** To be called once all who listen for connections of the server do so. */
  constructor(server: Server) {
    this.#server = server;
    server.prependListener('connection', () => {
      this.#accepted += 1;
    });
  }

  /** Rejects with the system's error when the address cannot be listened on, another process that shares its ports so included. */
  async listen(listening: Listening): Promise<void> {
    const count = socketCount();
    if (count === 1) return listen(this.#server, listening);
    // A port that the system chooses is shared with nobody.
    if (listening.port !== 0) await mustBeFree(listening);
    await listen(this.#server, { ...listening, reusePort: true });
    const { port } = this.#server.address() as { port: number };
    while (this.#more.length < count - 1) {
      const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#handOver(socket));
      this.#more.push(server);
      await listen(server, { ...listening, port, reusePort: true });
    }
  }

  /**
   * Takes in the connections that wait to be accepted: the system resets those that it finds waiting when a socket is closed. Resolves
   * in a turn of the event loop that found none, in which what the last of them had said was read; after a second in any case.
   */
  async empty(): Promise<void> {
    const until = performance.now() + patienceMs;
    // What is left of a turn that has begun shows nothing.
    await setImmediate();
    for (let before = -1; before < this.#accepted && performance.now() < until; ) {
      before = this.#accepted;
      await setImmediate();
    }
  }

  /** Accepts no more; resolves once all connections that came are closed. */
  async close(): Promise<void> {
    await Promise.all([this.#server, ...this.#more].map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  }

  #handOver(socket: Socket): void {
    this.#server.emit('connection', socket);
  }
}

/** One where a port cannot be shared, or where all its connections would go to the last who came, as on most systems but Linux. */
function socketCount(): number {
  return process.platform === 'linux' ? listeningSockets(descriptorLimit() ?? Number.POSITIVE_INFINITY) : 1;
}

type Options = Omit<Listening, 'backlog'> & { readonly backlog?: number; readonly reusePort?: boolean };

/** Resolves when the server listens; rejects with the system's error, and the server is closed then. */
export async function listen(server: Server, { host, port, backlog, reusePort = false }: Options): Promise<void> {
  server.listen({ host, port, reusePort, ...(backlog === undefined ? {} : { backlog }) });
  await once(server, 'listening');
}

/** Rejects when somebody listens there already, who might share the port. */
async function mustBeFree(listening: Listening): Promise<void> {
  const server = createServer();
  await listen(server, listening);
  server.close();
  await once(server, 'close');
}
