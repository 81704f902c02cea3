import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from './eventually';

/** When a backend answers: as soon as it has the head, or once it has all of the content. */
type Moment = 'head' | 'whole';

/** A backend that shows, byte for byte, what it gets behind the head of each request, and answers these bytes. */
export class ContentReader {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #bodies: string[] = [];

  constructor(answer: string, moment: Moment) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      const at = this.#bodies.push('') - 1;
      let text = '';
      let isAnswered = false;
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (piece: Buffer) => {
        text += piece.toString('latin1');
        const headEnd = text.indexOf('\r\n\r\n');
        if (headEnd === -1) return;
        const body = text.slice(headEnd + 4);
        this.#bodies[at] = body;
        if (isAnswered || (moment === 'whole' && !isWhole(text.slice(0, headEnd), body))) return;
        isAnswered = true;
        socket.write(answer, 'latin1');
      });
    });
  }

  async listen(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    await promise;
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What stood behind the head of the request on each connection. */
  get bodies(): readonly string[] {
    return this.#bodies;
  }

  async gets(text: string): Promise<void> {
    await until(`"${text}" at the backend, not "${this.#bodies.join('" and "')}"`, () => this.#bodies.at(-1) === text);
  }

  say(text: string): void {
    for (const socket of this.#sockets) socket.write(text, 'latin1');
  }

  die(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  get isDeserted(): boolean {
    return this.#sockets.size === 0;
  }

  async close(): Promise<void> {
    this.die();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isWhole(head: string, body: string): boolean {
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  return length === undefined ? /(?:^|\n)0\r\n(?:[^\r]+\r\n)*\r\n$/.test(body) : body.length >= Number(length);
}
