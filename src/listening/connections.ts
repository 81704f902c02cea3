import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from '../config/schema';
import type { Lingering } from '../connection/lingering';
import { peerAddress } from '../connection/peer-address';
import { turnAway } from '../connection/refuse-connection';
import { networkOf } from '../net/network-of';
import { RoomForClients } from './descriptors';
import { Tally } from './tally';

export type ConnectionLimits = Pick<Config['limits'], 'connections' | 'connections_per_address'>;

export type ConnectionsOptions = {
  /** Asked for with each connection. */
  readonly limits: () => ConnectionLimits;
  readonly log: Logger;
  readonly lingering: Lingering;
};

/** The connections of clients that are open, no more of them than there may be. One that is too many is answered 503 and closed. */
export class Connections {
  /** In the order in which they came. */
  readonly open = new Set<Socket>();
  readonly #limits: () => ConnectionLimits;
  readonly #lingering: Lingering;
  readonly #tally: Tally;
  readonly #room: RoomForClients;
  /** How many have a descriptor, those that are being turned away included. */
  #count = 0;
  readonly #byNetwork = new Map<string, number>();
  readonly #networks = new WeakMap<Socket, string>();
  /** Those whose client's address is known, be it from a PROXY header. */
  readonly #known = new WeakSet<Socket>();

  constructor({ limits, log, lingering }: ConnectionsOptions) {
    this.#limits = limits;
    this.#lingering = lingering;
    this.#room = new RoomForClients(log, lingering.clock);
    this.#tally = new Tally(lingering.clock, (counts) => log.warn({ reason: 'too_many_connections', ...counts }, 'connections refused'));
  }

  /** Counts every connection that reaches the server from now on, and lets those in that are not too many in all. */
  guardAll(server: Server): void {
    guard(server, (socket) => {
      if (!this.#room.hasRoomBeside(this.#count)) {
        socket.destroy();
        return false;
      }
      this.#count += 1;
      socket.on('close', this.#forget);
      if (this.open.size >= this.#limits().connections) return this.#refuse(socket, 'in_all');
      this.open.add(socket);
      return true;
    });
  }

  /** As `guardAll`, for those from one address; to be called where the address of a client is known. */
  guardAddresses(server: Server): void {
    guard(server, (socket) => {
      const { connections_per_address: most } = this.#limits();
      this.#known.add(socket);
      if (most === Number.POSITIVE_INFINITY) return true;
      const network = networkOf(peerAddress(socket));
      if ((this.#byNetwork.get(network) ?? 0) >= most) return this.#refuse(socket, 'from_one_address');
      this.#countAddress(socket, network);
      return true;
    });
  }

  /** Counts those that came while there was no limit for each address, if there is one now. */
  catchUp(): void {
    if (this.#limits().connections_per_address === Number.POSITIVE_INFINITY) return;
    for (const socket of this.open)
      if (this.#known.has(socket) && !this.#networks.has(socket)) this.#countAddress(socket, networkOf(peerAddress(socket)));
  }

  /** Says at once what is still to be said. */
  close(): void {
    this.#tally.close();
  }

  #countAddress(socket: Socket, network: string): void {
    this.#byNetwork.set(network, (this.#byNetwork.get(network) ?? 0) + 1);
    this.#networks.set(socket, network);
    socket.on('close', this.#forgetAddress);
  }

  #refuse(socket: Socket, why: string): false {
    this.#tally.count(why);
    turnAway(socket, this.#lingering);
    return false;
  }

  readonly #forget = forgetter((socket) => {
    this.#count -= 1;
    this.open.delete(socket);
  });

  readonly #forgetAddress = forgetter((socket) => {
    const network = this.#networks.get(socket) ?? '';
    const left = (this.#byNetwork.get(network) ?? 0) - 1;
    if (left > 0) this.#byNetwork.set(network, left);
    else this.#byNetwork.delete(network);
  });
}

/** Makes a listener that serves all sockets: one for each would cost memory on every connection. */
function forgetter(forget: (socket: Socket) => void): (this: Socket) => void {
  return function (this: Socket) {
    forget(this);
  };
}

/** Puts a question before everybody who listens for connections until now. */
function guard(server: Server, admits: (socket: Socket) => boolean): void {
  const listeners = server.rawListeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (!admits(socket)) return;
    for (const listener of listeners) listener.call(server, socket);
  });
}
