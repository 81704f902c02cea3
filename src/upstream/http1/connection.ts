import { connect, type Socket } from 'node:net';

/** Who uses a connection at the moment. */
export interface ConnectionUser {
  onConnect(): void;
  onBytes(chunk: Buffer): void;
  /** The peer has said all it will say. */
  onEnd(): void;
  /** The connection is gone; `error` says why, when there is a reason. */
  onGone(error: Error | undefined): void;
  /** What was written has left; more is welcome. */
  onDrain(): void;
}

/** One TCP connection to a backend, used for one request at a time. What comes while nobody uses it ends it. */
export class Connection {
  readonly socket: Socket;
  /** Whether it has carried a request before this one. */
  isUsed = false;
  /** When it may be kept no longer, by `performance.now()`. */
  keepUntil = 0;
  #user: ConnectionUser | undefined;
  #error: Error | undefined;

  constructor(host: string, port: number, user: ConnectionUser, onGone: (connection: Connection) => void) {
    this.#user = user;
    this.socket = connect({ host, port, noDelay: true });
    this.socket.on('connect', () => this.#user?.onConnect());
    this.socket.on('data', (chunk: Buffer) => (this.#user === undefined ? this.destroy() : this.#user.onBytes(chunk)));
    this.socket.on('end', () => (this.#user === undefined ? this.destroy() : this.#user.onEnd()));
    this.socket.on('drain', () => this.#user?.onDrain());
    this.socket.on('error', (error) => {
      this.#error = error;
    });
    this.socket.on('close', () => {
      onGone(this);
      this.#user?.onGone(this.#error);
    });
  }

  /** Gives the connection to a user, or to none. */
  lend(user: ConnectionUser | undefined): void {
    this.#user = user;
  }

  /** Hands the bare socket over, with nobody listening to it. */
  release(): Socket {
    this.#user = undefined;
    return this.socket.removeAllListeners();
  }

  destroy(): void {
    this.#user = undefined;
    this.socket.destroy();
  }
}
