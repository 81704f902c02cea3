import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Clock } from '../clock';
import { turn } from './turn';

const none = Buffer.alloc(0);

/** So many bytes are not made to wait for more. */
const enough = 16 * 1024;

/**
 * The content of a client's request. Each attempt opens a reader of its own; what earlier readers took is replayed from
 * memory as long as it fits `replayBytes`. One reader is open at a time, and the client is read only as fast as it reads.
 */
export class RequestBody {
  readonly #source: IncomingMessage;
  readonly #replayBytes: number;
  readonly #clock: Clock;
  /** The content so far, with room for more behind it. */
  #kept: Buffer = none;
  #keptBytes = 0;
  /** What has come in this turn of the event loop, and the open reader has not been given. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  #ended = false;
  #whole = true;
  #reader: BodyReader | undefined;
  #listening = false;
  #starved = false;
  /** Whether this turn of the event loop has seen enough content, and the next of this one is for a later turn. */
  #isWaitingForTurn = false;
  #movedAt: number;
  #waitedMs = 0;
  #ask: (() => void) | undefined;
  #roomBytes = Number.POSITIVE_INFINITY;
  #exceeded: (() => void) | undefined;

  /** `ask` asks a client for the content that sends none before it is asked; it is called when the first reader wants any. */
  constructor(source: IncomingMessage, replayBytes: number, clock: Clock, ask?: () => void) {
    this.#source = source;
    this.#replayBytes = replayBytes;
    this.#clock = clock;
    this.#movedAt = clock.now();
    this.#ask = ask;
  }

  /** Calls back once more than so many bytes have come. What came last is not given to a reader. */
  limit(bytes: number, exceeded: () => void): void {
    this.#roomBytes = bytes;
    this.#exceeded = exceeded;
  }

  /** Whether the client has still to be asked for the content. */
  get isUnasked(): boolean {
    return this.#ask !== undefined;
  }

  /** Whether another attempt can still send all of it. */
  get replayable(): boolean {
    return this.#whole;
  }

  /** Whether a reader waits for content that the client has not sent. */
  get starved(): boolean {
    return this.#starved;
  }

  /** For how many milliseconds the reader has waited for the client, or had done so when it was given up. */
  get waitedMs(): number {
    return this.#starved ? this.#clock.now() - this.#movedAt : this.#waitedMs;
  }

  /** When content last moved on, by its clock. */
  get movedAt(): number {
    return this.#movedAt;
  }

  /** A reader from the first byte on; the one before it gets no more. */
  open(): Readable {
    this.#rest();
    this.#waitedMs = 0;
    this.#reader = new BodyReader(this);
    return this.#reader;
  }

  /** Called by a reader that has been given up: until there is another, the client waits. */
  close(reader: BodyReader): void {
    if (this.#reader === reader) this.#rest();
  }

  /** Gives the open reader no more: what comes is for the next one. */
  rest(): void {
    this.#rest();
  }

  /** Calls back once all of the content has come, if it can all be sent again then. */
  onWhole(listener: (content: Buffer) => void): void {
    this.#source.once('end', () => {
      if (this.#whole) listener(this.#kept.subarray(0, this.#keptBytes));
    });
  }

  /** Lets the rest of the content go by unread, so that the connection can carry another request. */
  discard(): void {
    this.#reader = undefined;
    this.#dropPieces();
    this.#kept = none;
    this.#whole = false;
    if (!this.#ended) this.#source.resume();
  }

  /** What a reader has not had yet; undefined while it is still to come, null at the end. */
  read(reader: BodyReader): Buffer | null | undefined {
    if (this.#reader !== reader || this.#pieces.length > 0) return undefined;
    this.#movedAt = this.#clock.now();
    if (reader.position < this.#keptBytes) return this.#kept.subarray(reader.position, this.#keptBytes);
    if (this.#ended) return null;
    this.#listen();
    this.#ask?.();
    this.#ask = undefined;
    this.#starved = true;
    if (!this.#isWaitingForTurn) this.#source.resume();
    return undefined;
  }

  /** Content that came now would be lost, or reach the next reader before what it must have first. */
  #rest(): void {
    this.#waitedMs = this.waitedMs;
    this.#reader = undefined;
    this.#dropPieces();
    this.#starved = false;
    if (this.#listening && !this.#ended) this.#source.pause();
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#source.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#source.once('end', () => {
      this.#tell();
      this.#ended = true;
      this.#starved = false;
      // One that is still being given what it missed asks for the end itself.
      if (!this.#whole || this.#reader?.position === this.#keptBytes) this.#reader?.push(null);
    });
  }

  #take(chunk: Buffer): void {
    this.#movedAt = this.#clock.now();
    this.#roomBytes -= chunk.length;
    if (this.#roomBytes < 0) {
      this.#whole = false;
      this.#exceeded?.();
      this.#exceeded = undefined;
      return;
    }
    if (this.#whole) this.#keep(chunk);
    if (this.#reader === undefined) return;
    this.#pieces.push(chunk);
    this.#pieceBytes += chunk.length;
    if (this.#pieceBytes >= enough) this.#tell();
    else if (this.#pieces.length === 1) setImmediate(this.#tell);
  }

  /** Gives chunks that have come together as one: one by one, tiny chunks cost a multiple of their size. */
  readonly #tell = (): void => {
    const [first] = this.#pieces;
    const reader = this.#reader;
    if (first === undefined || reader === undefined) return;
    const content = this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
    this.#dropPieces();
    reader.position += content.length;
    if (!reader.push(content)) {
      turn.spend(content.length);
      this.#starved = false;
      this.#source.pause();
      return;
    }
    if (turn.spend(content.length) || this.#isWaitingForTurn) return;
    this.#isWaitingForTurn = true;
    this.#source.pause();
    turn.whenFree(this.#goOn);
  };

  readonly #goOn = (): void => {
    this.#isWaitingForTurn = false;
    if (this.#starved && !this.#ended) this.#source.resume();
  };

  #dropPieces(): void {
    this.#pieces = [];
    this.#pieceBytes = 0;
  }

  #keep(chunk: Buffer): void {
    const bytes = this.#keptBytes + chunk.length;
    if (bytes > this.#replayBytes) {
      this.#whole = false;
      this.#kept = none;
      this.#keptBytes = 0;
      return;
    }
    if (this.#keptBytes === 0) this.#kept = chunk;
    else {
      if (bytes > this.#kept.length) this.#kept = Buffer.concat([this.#kept], Math.min(2 * bytes, this.#replayBytes));
      chunk.copy(this.#kept, this.#keptBytes);
    }
    this.#keptBytes = bytes;
  }
}

class BodyReader extends Readable {
  /** How many bytes of the body have been pushed. */
  position = 0;
  readonly #body: RequestBody;

  constructor(body: RequestBody) {
    super();
    this.#body = body;
  }

  override _read(): void {
    const content = this.#body.read(this);
    if (content === undefined) return;
    this.position += content?.length ?? 0;
    this.push(content);
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#body.close(this);
    callback(error);
  }
}
