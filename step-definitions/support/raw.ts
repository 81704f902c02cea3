import { connect, type Socket } from 'node:net';
import { parseAnswers, type RawAnswer } from './raw-answer';
import { until } from './eventually';

/** A client that sends just the bytes it is given. */
export class RawClient {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #closed: 'end' | 'reset' | undefined;

  /** `from` is the local address, any of 127.0.0.0/8. */
  constructor(port: number, from?: string) {
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      allowHalfOpen: true,
      noDelay: true,
      ...(from === undefined ? {} : { localAddress: from }),
    });
    this.#socket.on('data', (piece: Buffer) => {
      this.#received = Buffer.concat([this.#received, piece]);
    });
    this.#socket.on('end', () => {
      this.#closed ??= 'end';
    });
    this.#socket.on('error', () => {
      this.#closed ??= 'reset';
    });
    this.#socket.on('close', () => {
      this.#closed ??= 'end';
    });
  }

  /** The final answers so far; those to requests with these methods, GET when none is given. */
  answers(methods: readonly string[] = []): RawAnswer[] {
    return parseAnswers(this.#received, this.#closed !== undefined, methods).filter(({ status }) => status >= 200);
  }

  /** Statuses below 200 that came so far. */
  get interim(): number[] {
    return parseAnswers(this.#received, this.#closed !== undefined, [])
      .map(({ status }) => status)
      .filter((status) => status < 200);
  }

  get receivedText(): string {
    return this.#received.toString('latin1');
  }

  /** How the other side closed: in order, or by a reset; undefined while the connection is open. */
  get closed(): 'end' | 'reset' | undefined {
    return this.#closed;
  }

  send(bytes: string | Buffer): void {
    this.#socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Says that it will send no more, and goes on listening. */
  finish(): void {
    this.#socket.end();
  }

  pause(): void {
    this.#socket.pause();
  }

  leave(): void {
    this.#socket.destroy();
  }

  /** Leaves without having said all, as a client does that dies. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  /** Waits for this many final answers, or for the end of the connection. */
  async settled(count: number, methods: readonly string[] = []): Promise<RawAnswer[]> {
    await until(`${count} answers or the end of the connection`, () => this.#closed !== undefined || this.answers(methods).length >= count);
    return this.answers(methods);
  }
}
