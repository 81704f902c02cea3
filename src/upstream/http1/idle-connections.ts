import type { Socket } from 'node:net';
import type { Connection } from './connection';

/** Connections that nobody uses at the moment, kept for other requests. */
export interface IdleConnections {
  /** Whether there is one for a request of this client. */
  has(client: Socket | undefined): boolean;
  put(connection: Connection): void;
  /** Takes one out; undefined when there is none for this client. */
  take(client: Socket | undefined): Connection | undefined;
  forget(connection: Connection): void;
  /** The oldest first. */
  all(): Connection[];
}

/** For requests of whoever comes. The one used last is used first, so that those not needed grow old. */
export class CommonConnections implements IdleConnections {
  readonly #connections: Connection[] = [];

  has(): boolean {
    return this.#connections.length > 0;
  }

  put(connection: Connection): void {
    this.#connections.push(connection);
  }

  take(): Connection | undefined {
    return this.#connections.pop();
  }

  forget(connection: Connection): void {
    const at = this.#connections.indexOf(connection);
    if (at !== -1) this.#connections.splice(at, 1);
  }

  all(): Connection[] {
    return [...this.#connections];
  }
}

/** What is kept for a client in all pools; one listener for each client closes it with the client's connection. */
const keptFor = new WeakMap<Socket, Set<Connection>>();

function keptForClient(client: Socket): Set<Connection> {
  const before = keptFor.get(client);
  if (before !== undefined) return before;
  const kept = new Set<Connection>();
  keptFor.set(client, kept);
  client.once('close', () => {
    for (const connection of kept) connection.destroy();
  });
  return kept;
}

/** Each for requests of one client's connection, which has one at a time, and closed with it. */
export class PrivateConnections implements IdleConnections {
  readonly #connections = new Map<Socket | undefined, Connection>();

  has(client: Socket | undefined): boolean {
    return this.#connections.has(client);
  }

  put(connection: Connection): void {
    const { client } = connection;
    this.take(client)?.destroy();
    this.#connections.set(client, connection);
    if (client !== undefined) keptForClient(client).add(connection);
  }

  take(client: Socket | undefined): Connection | undefined {
    const connection = this.#connections.get(client);
    if (connection !== undefined) this.forget(connection);
    return connection;
  }

  forget(connection: Connection): void {
    const { client } = connection;
    if (this.#connections.get(client) !== connection) return;
    this.#connections.delete(client);
    if (client !== undefined) keptFor.get(client)?.delete(connection);
  }

  all(): Connection[] {
    return [...this.#connections.values()];
  }
}
