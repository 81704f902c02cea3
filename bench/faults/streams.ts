import { connect, type Socket } from 'node:net';

/** How long a stream may say nothing; a backend has something to say four times a second. */
const silenceMs = 4_000;
/** How soon a client whose stream has ended opens another. */
const againMs = 250;
const wordMs = 250;

const webSocket = [
  'GET /chat HTTP/1.1',
  'Host: www.mango.com',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  '\r\n',
].join('\r\n');
const eventStream = ['GET /events HTTP/1.1', 'Host: www.mango.com', 'Accept: text/event-stream', '\r\n'].join('\r\n');

/** Clients with a WebSocket or an event stream, each of which opens another when it has lost one. */
export class Streams {
  readonly #port: number;
  readonly #lost: () => void;
  readonly #open = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isOver = false;

  /** Tells of each stream that worked and then broke or fell silent. */
  constructor(port: number, lost: () => void) {
    this.#port = port;
    this.#lost = lost;
  }

  /** So many of each kind. */
  start(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.#begin(webSocket, ' 101 ');
      this.#begin(eventStream, ' 200 ');
    }
  }

  stop(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#open) socket.destroy();
  }

  #begin(request: string, expected: string): void {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    let works = false;
    this.#open.add(socket);
    socket.write(request);
    const words = request === webSocket ? setInterval(() => works && socket.write('mango'), wordMs) : undefined;
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      if (works) return;
      works = chunk.toString('latin1').startsWith(`HTTP/1.1${expected}`);
      if (!works) socket.destroy();
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      clearInterval(words);
      this.#open.delete(socket);
      if (this.#isOver) return;
      if (works) this.#lost();
      this.#later(() => this.#begin(request, expected));
    });
  }

  #later(then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, againMs);
    this.#timers.add(timer);
  }
}
