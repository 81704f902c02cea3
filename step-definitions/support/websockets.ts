import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { until } from './eventually';
import type { HeaderList } from './header-list';

/** One end of a WebSocket (RFC 6455), with everything that has come. */
export class WebSocketEnd {
  readonly messages: string[] = [];
  readonly pings: string[] = [];
  readonly pongs: string[] = [];
  /** The status of an answer that was no switch. */
  refusal: number | undefined;
  #closed: string | undefined;
  #opened = false;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#opened = socket.readyState === WebSocket.OPEN;
    socket.on('open', () => {
      this.#opened = true;
    });
    socket.on('message', (data) => this.messages.push(String(data)));
    socket.on('ping', (data) => this.pings.push(String(data)));
    socket.on('pong', (data) => this.pongs.push(String(data)));
    socket.on('unexpected-response', (_request, response) => {
      this.refusal = response.statusCode;
      response.resume();
      socket.terminate();
    });
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      this.#closed = `${code} ${String(reason)}`.trim();
    });
  }

  /** How it was closed: `1000 bye`, or `1006` for a connection that broke; undefined while it is open. */
  get closed(): string | undefined {
    return this.#closed;
  }

  /** Waits until both ends speak WebSocket; fails if they do not come to it. */
  async opened(): Promise<void> {
    await until('the WebSocket is open, or is not to be', () => this.#opened || this.#closed !== undefined);
    if (!this.#opened) throw new Error(`no WebSocket: the answer is ${this.refusal ?? 'none'}`);
  }

  /** Waits until there will be no WebSocket. */
  async refused(): Promise<number | undefined> {
    await until('the WebSocket is refused', () => this.#closed !== undefined || this.#opened);
    return this.refusal;
  }

  say(message: string | Buffer): void {
    this.#socket.send(message);
  }

  ping(text: string): void {
    this.#socket.ping(text);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Breaks the connection, without a word. */
  die(): void {
    this.#socket.terminate();
  }
}

/** Opens a WebSocket as a client does. */
export function openWebSocket(port: number, host: string, path: string, headers: HeaderList): WebSocketEnd {
  const options = { headers: { ...Object.fromEntries(headers), Host: host }, perMessageDeflate: false };
  return new WebSocketEnd(new WebSocket(`ws://127.0.0.1:${port}${path}`, options));
}

/** Answers requests to switch to WebSocket, and hands over each end. */
export function acceptingWebSockets(opened: (end: WebSocketEnd) => void) {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 });
  return (request: IncomingMessage, socket: Socket, rest: Buffer): void =>
    server.handleUpgrade(request, socket, rest, (webSocket) => opened(new WebSocketEnd(webSocket)));
}
