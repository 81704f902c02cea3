import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Message, parseRequest, type RequestLine, valuesOf } from './strict-parser';

/** A request as the backend parsed it; an incomplete one ended, or still hangs, in mid-body. */
export type Seen = Message<RequestLine> & { readonly whole: boolean };

/** What to write in place of the ordinary answer, each piece in a packet of its own, and what becomes of the connection behind it. */
export type Play = { readonly pieces: readonly Buffer[]; readonly behind: 'open' | 'close' | 'reset' };

/** What a connection is at: a request that is not whole, or the end, behind which nothing is read. */
type State = { unfinished: Seen | undefined; hasAsked: boolean; isClosing: boolean };

/**
 * A backend that reads strictly and records. It files requests under the client's address, the last of X-Forwarded-For, and says
 * in its ordinary answer what it saw. Bytes that are not a request are filed as violations, and end the connection.
 */
export class StrictBackend {
  readonly violations: string[] = [];
  readonly #seen = new Map<string, Seen[]>();
  readonly #sockets = new Map<Socket, State>();
  readonly #server: Server;
  readonly #play: (request: Seen) => Play | undefined;

  constructor(play: (request: Seen) => Play | undefined = () => undefined) {
    this.#play = play;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** Resolves with `127.0.0.1:port`. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What this client's requests looked like here, in the order of their ends; incomplete ones last. */
  seenFrom(client: string): readonly Seen[] {
    const unfinished = [...this.#sockets.values()].flatMap(({ unfinished }) =>
      unfinished && clientOf(unfinished) === client ? [unfinished] : [],
    );
    return [...(this.#seen.get(client) ?? []), ...unfinished];
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#sockets.size;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  #serve(socket: Socket): void {
    const state: State = { unfinished: undefined, hasAsked: false, isClosing: false };
    this.#sockets.set(socket, state);
    let received: Buffer = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      if (state.isClosing) return;
      received = Buffer.concat([received, chunk]);
      received = received.subarray(this.#read(received, socket, state));
    });
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (state.unfinished !== undefined) this.#file(state.unfinished);
    });
  }

  /** Answers what is whole; returns how many bytes that was. */
  #read(received: Buffer, socket: Socket, state: State): number {
    let at = 0;
    state.unfinished = undefined;
    while (at < received.length) {
      const parsed = parseRequest(received, at);
      if (parsed.kind === 'malformed') {
        this.violations.push(`${parsed.why}: ${JSON.stringify(received.toString('latin1', at, at + 400))}`);
        socket.destroy();
        return received.length;
      }
      if (parsed.kind === 'incomplete') {
        if (parsed.head !== undefined) this.#await(parsed.head, socket, state);
        return at;
      }
      const seen = { ...parsed.message, whole: true };
      this.#file(seen);
      at = parsed.next;
      state.hasAsked = false;
      const play = this.#play(seen);
      if (play === undefined) {
        socket.write(ordinaryAnswer(seen));
        continue;
      }
      perform(play, socket);
      if (play.behind === 'open') continue;
      state.isClosing = true;
      return received.length;
    }
    return at;
  }

  /** Asks for content that waits to be asked for. */
  #await(head: Message<RequestLine>, socket: Socket, state: State): void {
    if (!state.hasAsked && valuesOf(head.fields, 'expect').length > 0) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    state.hasAsked = true;
    state.unfinished = { ...head, whole: false };
  }

  #file(seen: Seen): void {
    const client = clientOf(seen);
    const before = this.#seen.get(client);
    if (before === undefined) this.#seen.set(client, [seen]);
    else before.push(seen);
  }
}

function clientOf({ fields }: Seen): string {
  return valuesOf(fields, 'x-forwarded-for').at(-1)?.split(',').at(-1)?.trim() ?? '';
}

function perform({ pieces, behind }: Play, socket: Socket): void {
  const [piece, ...rest] = pieces;
  if (piece !== undefined) socket.write(piece, () => setImmediate(() => perform({ pieces: rest, behind }, socket)));
  else if (behind === 'close') socket.end();
  else if (behind === 'reset') socket.resetAndDestroy();
}

/** What a backend says of a request it got: method, target, length and digest of the content. */
export function impression({ method, target, body }: { readonly method: string; readonly target: string; readonly body: Buffer }): string {
  return `${method} ${encodeURI(target)} ${body.length} ${createHash('sha1').update(body).digest('hex').slice(0, 12)}`;
}

function ordinaryAnswer(seen: Seen): string {
  const text = impression(seen);
  return `HTTP/1.1 200 OK\r\nX-Saw: ${text}\r\nContent-Length: ${text.length}\r\n\r\n${seen.method === 'HEAD' ? '' : text}`;
}
