import { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { ChunkReader } from './chunk-reader';
import { hasContent } from './content';

/** Whether Node reads the content of a request that asks for another protocol; before 26 it hands over the connection in front of it. */
const isContentRead = Number(process.versions.node.split('.')[0]) >= 26;

/** Whether Node has left the content of a request to switch protocols on the bare connection, as it does where it does not read it. */
export function isContentLeft(req: IncomingMessage, isRead = isContentRead): boolean {
  return !isRead && req.method !== 'CONNECT' && hasContent(req);
}

/**
 * A request of which Node has left the content on the connection. It is read from there, strictly by RFC 9112, only as fast as it is
 * taken, and no byte further: what follows it stays unread.
 */
export class BareRequest extends IncomingMessage {
  readonly #whole: () => void;
  readonly #chunks: ChunkReader | undefined;
  /** What is missing of content whose length is told. */
  #left: number;

  /** `head` came behind the head of the request; `whole` is called once all of the content has come. */
  constructor(req: IncomingMessage, head: Buffer, whole: () => void) {
    super(req.socket);
    const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders, headers, headersDistinct } = req;
    Object.assign(this, { method, url, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders, headers, headersDistinct });
    this.#whole = whole;
    this.#chunks = headers['transfer-encoding'] === undefined ? undefined : new ChunkReader();
    this.#left = Number(headers['content-length']);
    this.socket.on('data', this.#take);
    this.socket.pause();
    this.#take(head);
  }

  override _read(): void {
    if (!this.complete) this.socket.resume();
  }

  readonly #take = (bytes: Buffer): void => {
    if (this.#chunks === undefined) this.#takeSome(bytes);
    else this.#takeChunks(bytes, this.#chunks);
  };

  #takeSome(bytes: Buffer): void {
    const some = bytes.subarray(0, this.#left);
    this.#left -= some.length;
    this.#pass(some);
    if (this.#left === 0) this.#end(bytes.subarray(some.length));
  }

  #takeChunks(bytes: Buffer, chunks: ChunkReader): void {
    try {
      const rest = chunks.read(bytes, (content) => this.#pass(content));
      if (rest === undefined) return;
      this.rawTrailers.push(...chunks.trailers);
      this.#end(rest);
    } catch (error) {
      this.#stop();
      const { server } = this.socket as Socket & { readonly server?: NodeJS.EventEmitter };
      server?.emit('clientError', error, this.socket);
    }
  }

  #pass(content: Buffer): void {
    if (!this.push(content)) this.socket.pause();
  }

  #end(rest: Buffer): void {
    this.#stop();
    this.complete = true;
    this.push(null);
    if (rest.length > 0) this.socket.unshift(rest);
    this.#whole();
  }

  #stop(): void {
    this.socket.off('data', this.#take).pause();
  }
}
