import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/**
 * The content of a client's request. Each attempt opens a reader of its own; what earlier readers took is replayed from
 * memory as long as it fits `replayBytes`. One reader is open at a time, and the client is read only as fast as it reads.
 */
export class RequestBody {
  readonly #source: IncomingMessage;
  readonly #replayBytes: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #ended = false;
  #whole = true;
  #reader: BodyReader | undefined;
  #listening = false;
  #starved = false;

  constructor(source: IncomingMessage, replayBytes: number) {
    this.#source = source;
    this.#replayBytes = replayBytes;
  }

  /** Whether another attempt can still send all of it. */
  get replayable(): boolean {
    return this.#whole;
  }

  /** Whether a reader waits for content that the client has not sent. */
  get starved(): boolean {
    return this.#starved;
  }

  open(): Readable {
    this.#reader = new BodyReader(this);
    return this.#reader;
  }

  /** Calls back once all of the content has come, if it can all be sent again then. */
  onWhole(listener: (content: readonly Buffer[]) => void): void {
    this.#source.once('end', () => {
      if (this.#whole) listener(this.#kept);
    });
  }

  /** Lets the rest of the content go by unread, so that the connection can carry another request. */
  discard(): void {
    this.#reader = undefined;
    this.#kept = [];
    this.#whole = false;
    if (!this.#ended) this.#source.resume();
  }

  /** The chunk after the first `position` ones; undefined while it is still to come, null at the end. */
  read(position: number): Buffer | null | undefined {
    const chunk = this.#kept[position];
    if (chunk !== undefined) return chunk;
    if (this.#ended) return null;
    this.#listen();
    this.#starved = true;
    this.#source.resume();
    return undefined;
  }

  #listen(): void {
    if (this.#listening) return;
    this.#listening = true;
    this.#source.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#source.once('end', () => {
      this.#ended = true;
      this.#starved = false;
      this.#reader?.push(null);
    });
  }

  #take(chunk: Buffer): void {
    if (this.#whole) this.#keep(chunk);
    const reader = this.#reader;
    if (reader === undefined) return;
    reader.position += 1;
    if (reader.push(chunk)) return;
    this.#starved = false;
    this.#source.pause();
  }

  #keep(chunk: Buffer): void {
    this.#keptBytes += chunk.length;
    if (this.#keptBytes <= this.#replayBytes) {
      this.#kept.push(chunk);
      return;
    }
    this.#whole = false;
    this.#kept = [];
  }
}

class BodyReader extends Readable {
  /** How many chunks of the body have been pushed. */
  position = 0;
  readonly #body: RequestBody;

  constructor(body: RequestBody) {
    super();
    this.#body = body;
  }

  override _read(): void {
    const chunk = this.#body.read(this.position);
    if (chunk === undefined) return;
    this.position += 1;
    this.push(chunk);
  }
}
