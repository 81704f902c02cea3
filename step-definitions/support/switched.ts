import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { until } from './eventually';
import type { SwitchBehaviour } from './stub-backend';

/** The backend's end of a connection that has left HTTP. */
export class SwitchedEnd {
  readonly #socket: Socket;
  #heard = '';
  #ended = false;
  #closed = false;

  constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket;
    this.#heard = rest.toString('latin1');
    socket.on('data', (piece: Buffer) => {
      this.#heard += piece.toString('latin1');
    });
    socket.on('end', () => {
      this.#ended = true;
    });
    socket.on('close', () => {
      this.#closed = true;
    });
  }

  async hears(text: string): Promise<void> {
    await until(`the bytes "${text}" at the backend, not "${this.#heard}"`, () => this.#heard.endsWith(text));
  }

  /** Whether the other side has said all it will say, and this one may go on. */
  get isHalfClosed(): boolean {
    return this.#ended && !this.#closed;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  say(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Says so many bytes, whether anybody takes them or not. */
  sayMuch(size: number): void {
    this.#socket.write(Buffer.alloc(size));
  }

  pause(): void {
    this.#socket.pause();
  }

  finish(): void {
    this.#socket.end();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}

export type Switch = {
  readonly protocol: string;
  /** Bytes right behind the head. */
  readonly atOnce?: string;
  /** Another line of the head. */
  readonly field?: string;
  /** Until when it waits with the switch. */
  readonly until?: Promise<void>;
};

/** Agrees to switch to a protocol. */
export function switchingTo({ protocol, atOnce = '', field, until }: Switch, opened: (end: SwitchedEnd) => void): SwitchBehaviour {
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Connection: Upgrade',
    `Upgrade: ${protocol}`,
    ...(field === undefined ? [] : [field]),
  ];
  return async (_request: IncomingMessage, socket: Socket, rest: Buffer) => {
    await until;
    socket.write(`${lines.join('\r\n')}\r\n\r\n${atOnce}`, 'latin1');
    opened(new SwitchedEnd(socket, rest));
  };
}
