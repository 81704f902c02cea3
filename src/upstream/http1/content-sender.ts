import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Clock, Timer } from '../../clock';
import type { UpstreamRequest } from '../transport';

/** Whose content is sent. */
export interface ContentOwner {
  readonly clock: Clock;
  /** All of it has been handed to the connection. */
  onContentSent(): void;
  /** It has broken off. */
  onContentError(error: Error): void;
}

const lastChunk = '0\r\n';

/**
 * Sends the content of one request behind its head, only as fast as the backend takes it; in chunks where its length is not told (RFC
 * 9112 §7.1). It may have to wait until the backend asks for it, and ends early where the backend has answered without it.
 */
export class ContentSender {
  readonly #request: UpstreamRequest;
  readonly #body: Readable;
  readonly #socket: Socket;
  readonly #owner: ContentOwner;
  #timer: Timer | undefined;
  #hasBegun = false;
  #isSent = false;
  /** What is left of it goes to nobody. */
  #isDeclined = false;
  #isStopped = false;

  constructor(request: UpstreamRequest, body: Readable, socket: Socket, owner: ContentOwner) {
    this.#request = request;
    this.#body = body;
    this.#socket = socket;
    this.#owner = owner;
  }

  /** Begins after so long, if nothing says so before. */
  beginIn(ms: number): void {
    this.#timer = this.#owner.clock.setTimeout(() => this.begin(), ms);
  }

  /** Does nothing where it has begun already, or is not wanted any more. */
  begin(): void {
    this.#owner.clock.clearTimeout(this.#timer);
    if (this.#isStopped || this.#hasBegun || this.#isDeclined) return;
    this.#hasBegun = true;
    const body = this.#body;
    body.on('data', (chunk: Buffer) => this.#write(chunk));
    body.once('end', () => this.#end());
    body.once('error', (error) => this.#owner.onContentError(error));
  }

  /** There is room on the connection again. */
  goOn(): void {
    if (this.#hasBegun && !this.#isSent) this.#body.resume();
  }

  /** The backend has answered with this status: content that it has not asked for, or has refused, goes no further. */
  answered(status: number): void {
    if (this.#isSent) return;
    this.#owner.clock.clearTimeout(this.#timer);
    this.#isDeclined = !this.#hasBegun || status >= 300;
    if (this.#isDeclined && this.#hasBegun) this.#body.resume();
  }

  /** Sends no more. */
  stop(): void {
    this.#owner.clock.clearTimeout(this.#timer);
    this.#isStopped = true;
  }

  #write(chunk: Buffer): void {
    if (this.#isStopped || this.#isDeclined || chunk.length === 0) return;
    const hasRoom = this.#request.isChunked ? this.#writeChunk(chunk) : this.#socket.write(chunk);
    if (!hasRoom) this.#body.pause();
  }

  #writeChunk(chunk: Buffer): boolean {
    const socket = this.#socket;
    socket.cork();
    socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    socket.write(chunk);
    const hasRoom = socket.write('\r\n', 'latin1');
    socket.uncork();
    return hasRoom;
  }

  #end(): void {
    if (this.#isStopped || this.#isDeclined) return;
    const { isChunked, trailers } = this.#request;
    if (isChunked) this.#socket.write(`${lastChunk}${fieldLines(trailers?.() ?? [])}\r\n`, 'latin1');
    this.#isSent = true;
    this.#owner.onContentSent();
  }
}

function fieldLines(fields: readonly string[]): string {
  let lines = '';
  for (let at = 0; at < fields.length; at += 2) lines += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return lines;
}
