import type { ClientRequest, IncomingMessage } from 'node:http';
import { Failure, messageOf, type Reason } from '../errors';
import { connectFailure } from './connect-failure';
import { hostPort } from './resolver/host-port';
import type { AnswerHandler, Attempt, UpstreamRequest } from './transport';

/** An attempt that is made with Node's own HTTP client. */
export class ClientRequestAttempt implements Attempt {
  readonly #handler: AnswerHandler;
  #outgoing: ClientRequest | undefined;
  #answer: IncomingMessage | undefined;
  #connected = false;
  #over = false;

  constructor(handler: AnswerHandler) {
    this.#handler = handler;
  }

  /** Whether it has failed on a connection that had carried a request before, without a word of an answer. */
  protected get isStale(): boolean {
    return !this.#over && this.#outgoing?.reusedSocket === true && this.#answer === undefined;
  }

  pause(): void {
    this.#answer?.pause();
  }

  resume(): void {
    this.#answer?.resume();
  }

  abort(): void {
    if (!this.#end()) return;
    this.#outgoing?.destroy();
  }

  /** Called once the request has a socket. */
  onSocket(outgoing: ClientRequest): void {
    this.#outgoing = outgoing;
    if (this.#over) {
      outgoing.destroy();
      return;
    }
    outgoing.on('information', ({ statusCode, statusMessage, rawHeaders }) => {
      if (!this.#over) this.#handler.onInformation({ status: statusCode, message: statusMessage, headers: rawHeaders });
    });
    // Node would close the connection, and say nothing.
    outgoing.once('upgrade', (_answer, socket) => {
      socket.destroy();
      this.#fail(new Failure('bad_answer', 'the backend switches, which nobody has asked for'));
    });
    outgoing.once('finish', () => this.#over || this.#handler.onSent());
    if (outgoing.socket?.connecting === true) outgoing.socket.once('connect', () => this.#connect());
    else this.#connect();
  }

  onAnswer(answer: IncomingMessage): void {
    if (this.#over) return;
    this.#answer = answer;
    answer.on('data', (chunk: Buffer) => this.#over || this.#handler.onData(chunk));
    answer.once('end', () => {
      if (this.#end()) this.#handler.onEnd(answer.rawTrailers);
    });
    answer.once('error', (error) => this.#failed(error));
    this.#handler.onHead({ status: answer.statusCode ?? 0, message: answer.statusMessage ?? '', headers: answer.rawHeaders });
  }

  /** Bytes behind a whole answer, which Node calls an error, are no failure: its end is on its way through the stream. */
  onError(error: Error): void {
    if (this.#answer?.complete !== true) this.#failed(error);
  }

  #failed(error: Error): void {
    const isConnected = this.#connected || this.#answer !== undefined;
    this.#fail(isConnected ? new Failure(this.#reasonFor(error), messageOf(error), { cause: error }) : connectFailure(error));
  }

  #fail(failure: Failure): void {
    if (!this.#end()) return;
    this.#outgoing?.destroy();
    this.#handler.onFailure(failure);
  }

  /** Called when the attempt is over, for whatever reason. */
  protected onOver(): void {}

  #connect(): void {
    this.#connected = true;
    if (this.#over) return;
    const { remoteAddress, remotePort = 0 } = this.#outgoing?.socket ?? {};
    this.#handler.onConnected(remoteAddress && hostPort(remoteAddress, remotePort));
  }

  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    this.onOver();
    return true;
  }

  #reasonFor(error: NodeJS.ErrnoException): Reason {
    if (this.#answer !== undefined) return 'truncated';
    return error.code?.startsWith('HPE_') ? 'bad_answer' : 'reset';
  }
}

/** Node's header object of a flat list, repeated fields in an array. */
export function headerObject({ headers, body, isChunked }: UpstreamRequest): Record<string, string | string[]> {
  const byName = new Map<string, string | string[]>();
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]?.toLowerCase() ?? '';
    const value = headers[at + 1] ?? '';
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : [before, value].flat());
  }
  if (body !== undefined && isChunked) byName.set('transfer-encoding', 'chunked');
  return Object.fromEntries(byName);
}
