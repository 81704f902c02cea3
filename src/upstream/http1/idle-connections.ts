import type { Socket } from 'node:net';
import type { UpstreamRequest } from '../transport';
import type { Connection } from './connection';

const none: ReadonlySet<Connection> = new Set();
/** What is kept for a client in all pools; one listener for each client closes it with the client's connection. */
const keptFor = new WeakMap<Socket, Set<Connection>>();

function keptForClient(client: Socket): Set<Connection> {
  const before = keptFor.get(client);
  if (before !== undefined) return before;
  const kept = new Set<Connection>();
  keptFor.set(client, kept);
  client.once('close', () => closeKeptFor(client));
  return kept;
}

/** Closes what is kept for a client that will not ask for anything any more. */
export function closeKeptFor(client: Socket): void {
  for (const connection of keptFor.get(client) ?? none) {
    connection.untie();
    connection.destroy();
  }
}

/** Whether a connection to any backend is tied to that of this client, and waits for its next request. */
export function isTied(client: Socket): boolean {
  for (const connection of keptFor.get(client) ?? none) if (connection.isTied) return true;
  return false;
}

/** Connections that nobody uses at the moment. Each is for whoever comes, or belongs to a client's connection and is closed with it. */
export class IdleConnections {
  /** The one used last is used first, so that those not needed grow old. */
  readonly #common: Connection[] = [];
  /** By the client that each belongs to, which has one at a time. */
  readonly #owned = new Map<Socket, Connection>();
  readonly #areAllOwned: boolean;

  /** `areAllOwned` says that a client's request is never sent on a connection that is not its client's. */
  constructor(areAllOwned: boolean) {
    this.#areAllOwned = areAllOwned;
  }

  /** Whether there is one for this request. */
  has(request: UpstreamRequest): boolean {
    return this.#ownedFor(request) !== undefined || (this.#mayBeCommon(request) && this.#common.length > 0);
  }

  /** Whether one is tied to this client's connection. */
  isTiedTo(client: Socket): boolean {
    return this.#owned.get(client)?.isTied === true;
  }

  put(connection: Connection): void {
    const { client } = connection;
    if (client === undefined) {
      this.#common.push(connection);
      return;
    }
    const before = this.#owned.get(client);
    if (before?.isTied) {
      connection.destroy();
      return;
    }
    before?.destroy();
    this.#owned.set(client, connection);
    keptForClient(client).add(connection);
  }

  /** Takes one out; undefined when there is none for this request. */
  take(request: UpstreamRequest): Connection | undefined {
    const owned = this.#ownedFor(request);
    if (owned === undefined) return this.#mayBeCommon(request) ? this.#common.pop() : undefined;
    this.forget(owned);
    return owned;
  }

  forget(connection: Connection): void {
    const { client } = connection;
    const at = client === undefined ? this.#common.indexOf(connection) : -1;
    if (at !== -1) this.#common.splice(at, 1);
    if (client === undefined || this.#owned.get(client) !== connection) return;
    this.#owned.delete(client);
    keptFor.get(client)?.delete(connection);
  }

  /** The oldest first, those for whoever comes before all others. */
  all(): Connection[] {
    return [...this.#common, ...this.#owned.values()];
  }

  /** A copy of a request, or a question about it, is not sent where its client is logged in. */
  #ownedFor({ client, endClient }: UpstreamRequest): Connection | undefined {
    const owned = client === undefined ? undefined : this.#owned.get(client);
    return owned?.isTied && endClient === undefined ? undefined : owned;
  }

  #mayBeCommon({ client }: UpstreamRequest): boolean {
    return !this.#areAllOwned || client === undefined;
  }
}
