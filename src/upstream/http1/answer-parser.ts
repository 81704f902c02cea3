import type { AnswerHead } from '../transport';
import { Malformed, readFields } from './fields';
import { framingOf } from './framing';

/** What a parser tells, in the order in which it comes. */
export interface AnswerEvents {
  /** An interim head; 101 only where a switch was asked for, and then nothing follows but the other protocol. */
  onInterim(head: AnswerHead): void;
  onHead(head: AnswerHead): void;
  onContent(chunk: Buffer): void;
  /** Bytes have come with the end of the answer that are none of it. They are for nobody, and the connection is not reusable. */
  onSurplus(): void;
  /** `reusable` says whether the connection may carry another request. */
  onComplete(trailers: string[], reusable: boolean): void;
}

/** What a parser must know of the request to tell where its answer ends (RFC 9112 §6.3). */
export type Asked = { readonly isHead: boolean; readonly isUpgrade: boolean };

const longestHead = 64 * 1024;
const longestChunkLine = 4 * 1024;
const mostInterimHeads = 64;
const endOfHead = Buffer.from('\r\n\r\n');
const endOfLine = Buffer.from('\r\n');
const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
/** One that no answer may have (RFC 9110 §15), though many proxies pass it on: whoever reads the log has to see which. */
const otherStatus = /^HTTP\/1\.[01] ([06-9]\d\d)(?: |$)/;
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
/** RFC 9112 §7.1 and §7.1.1, with the blanks that many servers put at the end; the size is written anew. */
const chunkLine = new RegExp(`^([0-9a-fA-F]+)(?:[ \\t]*;[ \\t]*${token}(?:[ \\t]*=[ \\t]*(?:${token}|${quoted}))?)*[ \\t]*$`);
const version = 'HTTP/1.';
/** What can never become lines that end with CRLF: a bare CR or LF, a folded line, NUL. */
const neverLines = /\r[^\n]|[^\r]\n|\r\n[ \t]|\0/;
const none = Buffer.alloc(0);

type State = 'head' | 'content' | 'until_close' | 'chunk_line' | 'chunk' | 'chunk_end' | 'trailers' | 'done' | 'switched';

/**
 * Reads one answer from the bytes of a connection, strictly by RFC 9112. Where a lenient reader and a strict one would see
 * different messages it throws `Malformed`, because somebody behind it may be the other one.
 */
export class AnswerParser {
  readonly #events: AnswerEvents;
  readonly #asked: Asked;
  #state: State = 'head';
  /** Bytes that are here and not read yet. */
  #rest: Buffer = none;
  /** How much of them has been searched for the end of a head or line. */
  #searched = 0;
  /** Content bytes still to come, of the answer or of a chunk. */
  #left = 0;
  /** Content that has not been told of yet. */
  readonly #pieces: Buffer[] = [];
  #reusable = false;
  #interimHeads = 0;
  #paused = false;
  #draining = false;

  constructor(asked: Asked, events: AnswerEvents) {
    this.#asked = asked;
    this.#events = events;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** Whether the connection may carry another request behind the answer, as far as its head says. */
  get isReusable(): boolean {
    return this.#reusable;
  }

  /** Bytes after a switch of protocols. */
  get rest(): Buffer {
    return this.#rest;
  }

  /** Takes what has come, tells what it means. Throws `Malformed`. */
  feed(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#run();
  }

  /** Keeps what comes from now on, until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#run();
  }

  /** Reads all that is here, paused or not: nothing more will come. Throws `Malformed`. */
  drain(): void {
    this.#draining = true;
    this.#run();
  }

  /** The connection has ended; throws `Malformed` when the answer had not, and completes one that only the end of it delimits. */
  end(): void {
    if (this.#state !== 'until_close') throw new Malformed('the connection ended before the answer did');
    this.#state = 'done';
    this.#events.onComplete([], false);
  }

  #run(): void {
    while ((!this.#paused || this.#draining) && this.#step());
    this.#tell();
  }

  /** Tells of the content of chunks that have come together as of one piece: told one by one, tiny chunks cost a multiple of their size. */
  #tell(): void {
    const [first] = this.#pieces;
    if (first === undefined) return;
    const content = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    this.#pieces.length = 0;
    this.#events.onContent(content);
  }

  /** Reads one element; false when it is not all here. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'content':
      case 'chunk':
        return this.#readContent();
      case 'until_close':
        return this.#readAll();
      case 'chunk_line':
        return this.#readChunkLine();
      case 'chunk_end':
        return this.#readChunkEnd();
      case 'trailers':
        return this.#readTrailers();
      default:
        return false;
    }
  }

  #readHead(): boolean {
    const text = this.#take(endOfHead, longestHead, 'head');
    if (text === undefined) return this.#refuseUnlessHead();
    const lineEnd = text.indexOf('\r\n');
    const line = lineEnd === -1 ? text : text.slice(0, lineEnd);
    const [, minor, code, phrase = ''] = statusLine.exec(line) ?? [];
    if (code === undefined) {
      const status = otherStatus.exec(line)?.[1];
      throw new Malformed(
        status === undefined ? 'the answer does not begin with a status line' : `status ${status} is not one of an answer`,
      );
    }
    const headers = lineEnd === -1 ? [] : readFields(text, lineEnd + 2);
    const head = { status: Number(code), message: phrase, headers };
    if (head.status < 200) this.#interim(head, minor === '1');
    else this.#begin(head, minor === '1');
    return true;
  }

  /** What is no head now will not become one: nobody should wait for the rest of it. */
  #refuseUnlessHead(): false {
    const start = this.#rest.toString('latin1', 0, version.length);
    if (!version.startsWith(start)) throw new Malformed('the answer does not begin with a status line');
    return false;
  }

  #interim(head: AnswerHead, isHttp11: boolean): void {
    this.#interimHeads += 1;
    if (this.#interimHeads > mostInterimHeads) throw new Malformed('too many interim answers');
    // It has no content, whatever it says; what it says must make sense all the same.
    framingOf(head.headers, isHttp11);
    if (head.status === 101 && !this.#asked.isUpgrade) throw new Malformed('the backend switches protocols unasked');
    if (head.status === 101) this.#state = 'switched';
    this.#events.onInterim(head);
  }

  #begin(head: AnswerHead, isHttp11: boolean): void {
    const framing = framingOf(head.headers, isHttp11);
    this.#reusable = framing.keepAlive;
    const isEmpty = this.#asked.isHead || head.status === 204 || head.status === 304;
    if (isEmpty) {
      // Content where there can be none would be read as the next answer.
      if (!this.#asked.isHead && (framing.chunked || (head.status === 204 && framing.length !== undefined && framing.length > 0)))
        this.#reusable = false;
      this.#left = 0;
      this.#state = 'content';
    } else if (framing.chunked) this.#state = 'chunk_line';
    else if (framing.length === undefined) {
      this.#state = 'until_close';
      this.#reusable = false;
    } else {
      this.#left = framing.length;
      this.#state = 'content';
    }
    this.#events.onHead(head);
  }

  #readContent(): boolean {
    if (this.#left > 0) {
      if (this.#rest.length === 0) return false;
      const chunk = this.#rest.length <= this.#left ? this.#rest : this.#rest.subarray(0, this.#left);
      this.#left -= chunk.length;
      this.#rest = this.#rest.subarray(chunk.length);
      this.#pieces.push(chunk);
    }
    if (this.#left > 0) return true;
    if (this.#state === 'chunk') this.#state = 'chunk_end';
    else this.#complete([]);
    return true;
  }

  #readAll(): boolean {
    if (this.#rest.length === 0) return false;
    const chunk = this.#rest;
    this.#rest = none;
    this.#events.onContent(chunk);
    return true;
  }

  #readChunkLine(): boolean {
    const text = this.#take(endOfLine, longestChunkLine, 'chunk size');
    if (text === undefined) return false;
    const size = chunkLine.exec(text)?.[1];
    if (size === undefined) throw new Malformed('a chunk size is not a number');
    this.#left = Number.parseInt(size, 16);
    if (!Number.isSafeInteger(this.#left)) throw new Malformed('a chunk size is over 2^53');
    this.#state = this.#left === 0 ? 'trailers' : 'chunk';
    return true;
  }

  #readChunkEnd(): boolean {
    if (this.#rest.length < 2) return false;
    if (this.#rest[0] !== 0x0d || this.#rest[1] !== 0x0a) throw new Malformed('a chunk is longer than its size');
    this.#rest = this.#rest.subarray(2);
    this.#state = 'chunk_line';
    return true;
  }

  #readTrailers(): boolean {
    if (this.#rest.length >= 2 && this.#rest[0] === 0x0d && this.#rest[1] === 0x0a) {
      this.#rest = this.#rest.subarray(2);
      this.#complete([]);
      return true;
    }
    const text = this.#take(endOfHead, longestHead, 'trailer section');
    if (text === undefined) return false;
    this.#complete(readFields(text, 0));
    return true;
  }

  #complete(trailers: string[]): void {
    this.#state = 'done';
    this.#tell();
    const isSurplus = this.#rest.length > 0;
    this.#rest = none;
    if (isSurplus) this.#events.onSurplus();
    this.#events.onComplete(trailers, this.#reusable && !isSurplus);
  }

  /** The text before a mark, and takes both off; undefined while the mark is not here. Each byte is searched once. */
  #take(mark: Buffer, limit: number, what: string): string | undefined {
    const from = Math.max(0, this.#searched - mark.length + 1);
    const at = this.#rest.indexOf(mark, from);
    if (at > limit || (at === -1 && this.#rest.length >= limit + mark.length)) throw new Malformed(`the ${what} is over ${limit} bytes`);
    if (at === -1) {
      if ((from === 0 && this.#rest[0] === 0x0a) || neverLines.test(this.#rest.toString('latin1', from)))
        throw new Malformed(`a line of the ${what} does not end with CRLF`);
      this.#searched = this.#rest.length;
      return undefined;
    }
    const text = this.#rest.toString('latin1', 0, at);
    this.#rest = this.#rest.subarray(at + mark.length);
    this.#searched = 0;
    return text;
  }
}
