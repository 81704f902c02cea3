import { createHash, type Hash } from 'node:crypto';
import { type Field, parseAnswer, valuesOf } from './strict-parser';

/** A complete answer, its content as a digest only. */
export type ReadAnswer = {
  readonly status: number;
  readonly fields: readonly Field[];
  readonly bytes: number;
  readonly digest: string;
};

type State = 'head' | 'length' | 'until close' | 'chunk line' | 'chunk' | 'chunk end' | 'trailers' | 'switched';

const none = Buffer.alloc(0);

/**
 * Reads the answers of one connection as they come and keeps nothing of their content, so that they may be large. It is told the
 * methods of the requests; what comes unasked, or is no answer, it throws at whoever feeds it.
 */
export class AnswerReader {
  readonly #onAnswer: (answer: ReadAnswer) => void;
  readonly #methods: string[] = [];
  #state: State = 'head';
  #rest: Buffer = none;
  #left = 0;
  #status = 0;
  #fields: readonly Field[] = [];
  #hash: Hash = createHash('sha1');
  #bytes = 0;

  constructor(onAnswer: (answer: ReadAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  expect(method: string): void {
    this.#methods.push(method);
  }

  feed(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length > 0 && this.#step());
  }

  /** The connection has ended in order. */
  end(): void {
    if (this.#state === 'until close') this.#complete();
  }

  /** The bytes that came after a switch of protocols; undefined when there was none. */
  get switched(): Buffer | undefined {
    return this.#state === 'switched' ? this.#rest : undefined;
  }

  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'length':
      case 'chunk':
      case 'until close':
        return this.#readContent();
      case 'chunk line':
        return this.#readLine((line) => {
          this.#left = Number.parseInt(line, 16);
          if (!/^[0-9a-f]{1,8}$/i.test(line)) throw new Error(`chunk size ${JSON.stringify(line)}`);
          this.#state = this.#left === 0 ? 'trailers' : 'chunk';
        });
      case 'chunk end':
        return this.#readLine((line) => {
          if (line !== '') throw new Error(`${JSON.stringify(line)} behind a chunk`);
          this.#state = 'chunk line';
        });
      case 'trailers':
        return this.#readLine((line) => {
          if (line === '') this.#complete();
        });
      case 'switched':
        return false;
    }
  }

  #readHead(): boolean {
    const method = this.#methods[0];
    if (method === undefined) throw new Error(`bytes that nobody asked for: ${JSON.stringify(this.#rest.toString('latin1', 0, 200))}`);
    // As if to HEAD: the head alone.
    const parsed = parseAnswer(this.#rest, 0, 'HEAD', false);
    if (parsed.kind === 'malformed') throw new Error(`malformed answer: ${parsed.why}`);
    if (parsed.kind === 'incomplete') return false;
    const { status, fields } = parsed.message;
    this.#rest = this.#rest.subarray(parsed.next);
    if (status < 200 && status !== 101) return true;
    this.#status = status;
    this.#fields = fields;
    this.#begin(method);
    return true;
  }

  #begin(method: string): void {
    const [length] = valuesOf(this.#fields, 'content-length');
    const isChunked = valuesOf(this.#fields, 'transfer-encoding').length > 0;
    if (this.#status === 101) {
      this.#methods.shift();
      this.#state = 'switched';
      this.#onAnswer(this.#read());
    } else if (method === 'HEAD' || this.#status === 204 || this.#status === 304 || length === '0') this.#complete();
    else if (isChunked) this.#state = 'chunk line';
    else if (length === undefined) this.#state = 'until close';
    else {
      this.#state = 'length';
      this.#left = Number(length);
    }
  }

  #readContent(): boolean {
    const isBounded = this.#state !== 'until close';
    const piece = isBounded ? this.#rest.subarray(0, this.#left) : this.#rest;
    this.#hash.update(piece);
    this.#bytes += piece.length;
    this.#rest = this.#rest.subarray(piece.length);
    if (!isBounded) return true;
    this.#left -= piece.length;
    if (this.#left > 0) return true;
    if (this.#state === 'chunk') this.#state = 'chunk end';
    else this.#complete();
    return true;
  }

  #readLine(read: (line: string) => void): boolean {
    const at = this.#rest.indexOf('\r\n');
    if (at === -1) return false;
    const line = this.#rest.toString('latin1', 0, at);
    this.#rest = this.#rest.subarray(at + 2);
    read(line);
    return true;
  }

  #read(): ReadAnswer {
    return { status: this.#status, fields: this.#fields, bytes: this.#bytes, digest: this.#hash.digest('hex') };
  }

  #complete(): void {
    const answer = this.#read();
    this.#methods.shift();
    this.#state = 'head';
    this.#hash = createHash('sha1');
    this.#bytes = 0;
    this.#onAnswer(answer);
  }
}
