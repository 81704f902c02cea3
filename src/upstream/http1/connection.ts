import { Socket } from 'node:net';

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

/** How long an answer that is on its way may take once nothing more can be written. */
const lastWordsMs = 200;

/**
 * A backend may answer before it has read all of a request, and close: `413` to an upload. The write that then fails would take the
 * connection away with the answer unread in it, so reading goes on for a moment.
 */
class PatientSocket extends Socket {
  #lastWords: NodeJS.Timeout | undefined;

  override destroy(error?: NodeJS.ErrnoException): this {
    if (error !== undefined && this.#lastWords !== undefined) return this;
    clearTimeout(this.#lastWords);
    if (error?.syscall !== 'write') return super.destroy(error);
    this.#lastWords = setTimeout(() => super.destroy(error), lastWordsMs);
    return this;
  }
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
    this.socket = new PatientSocket().setNoDelay(true).connect({ host, port });
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
