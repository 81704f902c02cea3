import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { AnswerReader, type ReadAnswer } from './answer-reader';

/** What became of a request: its answer, or the end of the connection before it was complete. */
export type Heard = ReadAnswer | 'broken off' | 'silence';

type Waiting = (heard: Heard) => void;

/** Nothing may take longer than this, whatever the backends suffer. */
const patienceMs = 20_000;

/** A connection of a client, which checks that it gets one answer for each request, in order, and nothing else. */
export class SoakClient {
  readonly socket: Socket;
  /** What came that should not have. */
  fault: string | undefined;
  readonly #reader: AnswerReader;
  readonly #waiting: Waiting[] = [];
  #isBroken = false;
  #echo: ((chunk: Buffer) => void) | undefined;

  constructor(port: number) {
    this.#reader = new AnswerReader((answer) => this.#waiting.shift()?.(answer));
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.socket.on('error', () => this.#break());
    this.socket.on('end', () => {
      this.#reader.end();
      this.#break();
    });
    this.socket.on('close', () => this.#break());
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** What comes in answer to the next request with this method. */
  answerTo(method: string): Promise<Heard> {
    if (this.#isBroken) return Promise.resolve('broken off');
    this.#reader.expect(method);
    return new Promise((resolve) => {
      const impatience = setTimeout(() => {
        resolve('silence');
        this.socket.destroy();
      }, patienceMs);
      this.#waiting.push((heard) => {
        clearTimeout(impatience);
        resolve(heard);
      });
    });
  }

  /** Resolves when there is room for more; false when nothing more can be written. */
  write(bytes: Buffer | string): Promise<boolean> {
    if (this.#isBroken || !this.socket.writable) return Promise.resolve(false);
    if (this.socket.write(bytes, 'latin1')) return Promise.resolve(true);
    return new Promise((resolve) => {
      const settle = () => {
        this.socket.off('drain', settle).off('close', settle);
        resolve(!this.#isBroken);
      };
      this.socket.on('drain', settle).on('close', settle);
    });
  }

  /** After a switch of protocols: the digest of the next so many bytes, or undefined when fewer came. */
  echoed(size: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const hash = createHash('sha1');
      let left = size;
      const settle = (digest: string | undefined) => {
        clearTimeout(impatience);
        this.#echo = undefined;
        resolve(digest);
      };
      const impatience = setTimeout(() => settle(undefined), patienceMs);
      this.socket.once('close', () => settle(undefined));
      this.#echo = (chunk) => {
        hash.update(chunk);
        left -= chunk.length;
        if (left < 0) this.fault = 'more came back through the tunnel than went in';
        if (left <= 0) settle(hash.digest('hex'));
      };
      const first = this.#reader.switched;
      if (first !== undefined && first.length > 0) this.#echo(first);
    });
  }

  leave(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    if (this.#echo !== undefined) {
      this.#echo(chunk);
      return;
    }
    try {
      this.#reader.feed(chunk);
    } catch (error) {
      this.fault = (error as Error).message;
      this.socket.destroy();
    }
  }

  #break(): void {
    this.#isBroken = true;
    for (const waiting of this.#waiting.splice(0)) waiting('broken off');
    this.socket.destroy();
  }
}
