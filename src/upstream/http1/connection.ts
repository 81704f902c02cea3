import { Socket } from 'node:net';
import { ageLimitMs, type ConnectionLife } from '../connection-life';

/** Who uses a connection at the moment. */
export interface ConnectionUser {
  onBytes(chunk: Buffer): void;
  /** The peer has said all it will say. */
  onEnd(): void;
  /** The connection is gone; `error` says why, when there is a reason. */
  onGone(error: Error | undefined): void;
  /** What was written has left; more is welcome. */
  onDrain(): void;
}

/** Who has made a connection. */
export interface ConnectionOwner {
  /** The connection is gone. */
  forget(connection: Connection): void;
  /** Bytes have come while nobody used the connection, which ends it. */
  surplus(): void;
}

type Begun = Pick<Connection, 'address' | 'peer'> & { readonly startedAt: number };
type Written = (error?: Error | null) => void;

/**
 * A backend may answer before it has read all of a request, and close: `413` to an upload. The write that fails then would take the
 * connection away with the answer unread in it. So nobody is told of it: what is written from then on goes nowhere, and reading
 * goes on until the end, which a connection that cannot be written to has reached.
 */
export class PatientSocket extends Socket {
  /** Whether a failed write is kept from the connection. */
  isPatient = true;
  /** Why nothing more can be written; undefined while it can. */
  writeError: Error | undefined;
  /** Whom to tell that the write under way is done; there is one at a time. */
  #written: Written = () => undefined;

  override _write(chunk: unknown, encoding: BufferEncoding, written: Written): void {
    this.#written = written;
    if (this.writeError === undefined) super._write(chunk, encoding, this.#onWritten);
    else written();
  }

  override _writev(chunks: { chunk: unknown; encoding: BufferEncoding }[], written: Written): void {
    this.#written = written;
    if (this.writeError === undefined) super._writev?.(chunks, this.#onWritten);
    else written();
  }

  readonly #onWritten = (error?: Error | null): void => {
    if (error != null && !this.destroyed && this.isPatient) this.writeError = error;
    this.#written(this.writeError === undefined ? error : undefined);
  };
}

/** One TCP connection to a backend, used for one request at a time. What comes while nobody uses it ends it. */
export class Connection {
  readonly socket: PatientSocket;
  /** The address that it leads to. */
  readonly address: string;
  /** The same with the port. */
  readonly peer: string;
  /** By the clock of its owner. */
  readonly #startedAt: number;
  #ageLimitMs: number | undefined;
  /** How many requests it has carried, this one not included. */
  served = 0;
  /** When it may be kept no longer, by the clock of its owner. */
  keepUntil = 0;
  /** The client's connection whose requests alone it may carry. */
  client: Socket | undefined;
  /** Ends the client's connection that it is tied to. */
  #endClient: ((client: Socket) => void) | undefined;
  readonly #owner: ConnectionOwner;
  #user: ConnectionUser | undefined;
  #error: Error | undefined;

  constructor(socket: PatientSocket, { address, peer, startedAt }: Begun, owner: ConnectionOwner) {
    this.socket = socket;
    this.address = address;
    this.peer = peer;
    this.#startedAt = startedAt;
    this.#owner = owner;
    this.socket.on('data', (chunk: Buffer) => (this.#user === undefined ? this.#unasked() : this.#user.onBytes(chunk)));
    this.socket.on('end', () => this.#ended());
    this.socket.on('drain', () => this.#user?.onDrain());
    this.socket.on('error', (error) => {
      this.#error = error;
    });
    this.socket.on('close', () => {
      this.endTie();
      owner.forget(this);
      this.#user?.onGone(this.#error);
    });
  }

  #unasked(): void {
    // What had been read from it before its end may still be told of.
    if (this.socket.destroyed) return;
    this.#owner.surplus();
    this.destroy();
  }

  /** Behind a failed write, an end is what is left of a reset, and completes no answer. */
  #ended(): void {
    const { writeError } = this.socket;
    if (this.#user === undefined) this.destroy();
    else if (writeError === undefined) this.#user.onEnd();
    else this.#user.onGone(writeError);
  }

  /** Begins a new connection with these bytes, before any request, and keeps it for one client. */
  reserve(client: Socket | undefined, preface: Buffer): void {
    this.client = client;
    // Both leave together with the request, as one packet.
    this.socket.cork();
    this.socket.write(preface);
    process.nextTick(() => this.socket.uncork());
  }

  /** Lets it carry requests of this client's connection alone, and `endClient` end that when it ends itself. */
  tieTo(client: Socket, endClient: (client: Socket) => void): void {
    this.client = client;
    this.#endClient = endClient;
  }

  get isTied(): boolean {
    return this.#endClient !== undefined;
  }

  /** Lets the client's connection outlive it. */
  untie(): void {
    this.#endClient = undefined;
  }

  /** Ends the client's connection that it is tied to, if it is tied to one. */
  endTie(): void {
    const { client } = this;
    const endClient = this.#endClient;
    this.untie();
    if (client !== undefined && !client.destroyed) endClient?.(client);
  }

  /** Whether it has carried a request before this one. */
  get isUsed(): boolean {
    return this.served > 0;
  }

  /** For how many milliseconds it may still be used; for none once it has carried as many requests as it may. */
  leftMs(life: ConnectionLife, now: number): number {
    if (this.served >= life.maxRequests) return 0;
    this.#ageLimitMs ??= ageLimitMs(life);
    return this.#startedAt + this.#ageLimitMs - now;
  }

  /** Gives the connection to a user, or to none. */
  lend(user: ConnectionUser | undefined): void {
    this.#user = user;
  }

  /** Hands the bare socket over, with nobody listening to it but for its end. */
  release(): Socket {
    this.#user = undefined;
    this.untie();
    // In the other protocol, whoever has said all may go on listening.
    this.socket.allowHalfOpen = true;
    this.socket.isPatient = false;
    return this.socket.removeAllListeners().once('close', () => this.#owner.forget(this));
  }

  destroy(): void {
    this.#user = undefined;
    this.endTie();
    this.socket.destroy();
  }
}
