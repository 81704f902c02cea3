import { EventEmitter } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Context, Middleware, Next } from 'koa';
import proxy from 'koa-proxies';
import { Failure, messageOf } from '../errors';
import type { AnswerHandler, Attempt, Transport, UpstreamRequest } from './transport';

type Settings = { readonly host: string; readonly port: number; readonly keepAliveMs: number };

/**
 * The second transport: koa-proxies and the http-proxy below it, for those who rely on their behaviour. It answers into
 * our own handler (`selfHandleResponse`), so what a client sees of failures is the same as with the default transport.
 */
export class KoaProxiesTransport implements Transport {
  readonly #agent: Agent;
  readonly #proxy: Middleware;

  constructor({ host, port, keepAliveMs }: Settings) {
    this.#agent = new Agent({ keepAlive: true, timeout: keepAliveMs });
    const options = {
      target: { protocol: 'http:', host, hostname: host, port },
      agent: this.#agent,
      selfHandleResponse: true,
      events: {
        proxyReq: (outgoing: ClientRequest, request: IncomingMessage) => attemptOf(request).onSocket(outgoing),
        proxyRes: (answer: IncomingMessage, request: IncomingMessage) => attemptOf(request).onAnswer(answer),
        error: (error: Error, request: IncomingMessage) => attemptOf(request).onError(error),
      },
    };
    // Its types know neither `selfHandleResponse` nor a target in parts, which saves parsing it for each request.
    this.#proxy = proxy('/', options as unknown as proxy.IKoaProxiesOptions);
  }

  send(request: UpstreamRequest, handler: AnswerHandler): Attempt {
    const attempt = new ProxiedAttempt(request, handler);
    if (isMisframed(request)) {
      handler.onFailure(new Failure('length_required', `koa-proxies cannot send a chunked body with ${request.method}`));
      return attempt;
    }
    void this.#run(attempt);
    return attempt;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
  }

  /** koa-proxies wants a Koa context; of it, it uses these four. */
  async #run(attempt: ProxiedAttempt): Promise<void> {
    const context = { path: '/', status: 0, req: attempt.request, res: attempt.response } as unknown as Context;
    const next: Next = async () => undefined;
    try {
      await this.#proxy(context, next);
    } catch (error) {
      attempt.onError(error as Error);
    }
  }
}

/**
 * http-proxy 1.18.1 sets `Content-Length: 0` on these methods, drops `Transfer-Encoding` and pipes the body all the same, which a
 * backend reads as another request (CVE-2026-29057).
 */
function isMisframed(request: UpstreamRequest): boolean {
  return (
    request.body !== undefined &&
    (request.method === 'DELETE' || request.method === 'OPTIONS') &&
    !hasField(request.headers, 'content-length')
  );
}

const attempts = new WeakMap<object, ProxiedAttempt>();

function attemptOf(request: object): ProxiedAttempt {
  const attempt = attempts.get(request);
  if (attempt === undefined) throw new Error('koa-proxies spoke of a request that is not ours');
  return attempt;
}

class ProxiedAttempt implements Attempt {
  readonly request: Readable;
  /** Stands where http-proxy expects a ServerResponse; `finish` lets koa-proxies' promise end. */
  readonly response = Object.assign(new EventEmitter(), { finished: false, headersSent: true });
  readonly #path: string;
  readonly #handler: AnswerHandler;
  #outgoing: ClientRequest | undefined;
  #answer: IncomingMessage | undefined;
  #connected = false;
  #over = false;

  constructor(request: UpstreamRequest, handler: AnswerHandler) {
    this.#path = request.path;
    this.#handler = handler;
    this.request = Object.assign(request.body ?? Readable.from([]), {
      method: request.method,
      url: request.path,
      headers: grouped(request),
      socket: { destroyed: false },
    });
    attempts.set(this.request, this);
  }

  pause(): void {
    this.#answer?.pause();
  }

  resume(): void {
    this.#answer?.resume();
  }

  abort(): void {
    this.#over = true;
    this.#outgoing?.destroy();
    this.#finish();
  }

  onSocket(outgoing: ClientRequest): void {
    this.#outgoing = outgoing;
    // http-proxy merges double slashes and reads "\" as "/": what is sent is the path as given.
    outgoing.path = this.#path;
    if (this.#over) {
      outgoing.destroy();
      return;
    }
    outgoing.once('finish', () => this.#over || this.#handler.onSent());
    if (outgoing.socket?.connecting !== true) {
      this.#connect();
      return;
    }
    outgoing.socket.once('connect', () => this.#connect());
  }

  #connect(): void {
    this.#connected = true;
    if (!this.#over) this.#handler.onConnected();
  }

  onAnswer(answer: IncomingMessage): void {
    if (this.#over) return;
    this.#answer = answer;
    answer.on('data', (chunk: Buffer) => this.#over || this.#handler.onData(chunk));
    answer.once('end', () => this.#end(answer.rawTrailers));
    answer.once('error', (error) => this.onError(error));
    this.#handler.onHead({ status: answer.statusCode ?? 0, message: answer.statusMessage ?? '', headers: answer.rawHeaders });
  }

  #end(trailers: string[]): void {
    if (this.#over) return;
    this.#over = true;
    this.#handler.onEnd(trailers);
    this.#finish();
  }

  onError(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#outgoing?.destroy();
    this.#handler.onFailure(new Failure(this.#reasonFor(error), messageOf(error), { cause: error }));
    this.#finish();
  }

  #reasonFor(error: NodeJS.ErrnoException) {
    if (this.#answer !== undefined) return 'truncated';
    if (!this.#connected) return 'connect_failed';
    return error.code?.startsWith('HPE_') ? 'bad_answer' : 'reset';
  }

  #finish(): void {
    this.response.finished = true;
    this.response.emit('finish');
  }
}

/** Node's header object of a flat list, repeated fields in an array; a body of unknown length is sent chunked. */
function grouped({ headers, body }: UpstreamRequest): Record<string, string | string[]> {
  const byName = new Map<string, string | string[]>();
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at]?.toLowerCase() ?? '';
    const value = headers[at + 1] ?? '';
    const before = byName.get(name);
    byName.set(name, before === undefined ? value : [before, value].flat());
  }
  if (body !== undefined && !byName.has('content-length')) byName.set('transfer-encoding', 'chunked');
  return Object.fromEntries(byName);
}

function hasField(headers: readonly string[], name: string): boolean {
  for (let at = 0; at < headers.length; at += 2) if (headers[at]?.toLowerCase() === name) return true;
  return false;
}
