import { EventEmitter } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Context, Middleware, Next } from 'koa';
import proxy from 'koa-proxies';
import { Failure } from '../errors';
import { ClientRequestAttempt, headerObject } from './client-request-attempt';
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
function isMisframed({ method, body, transferEncoding }: UpstreamRequest): boolean {
  return body !== undefined && transferEncoding !== undefined && (method === 'DELETE' || method === 'OPTIONS');
}

const attempts = new WeakMap<object, ProxiedAttempt>();

function attemptOf(request: object): ProxiedAttempt {
  const attempt = attempts.get(request);
  if (attempt === undefined) throw new Error('koa-proxies spoke of a request that is not ours');
  return attempt;
}

class ProxiedAttempt extends ClientRequestAttempt {
  readonly request: Readable;
  /** Stands where http-proxy expects a ServerResponse; `finish` lets koa-proxies' promise end. */
  readonly response = Object.assign(new EventEmitter(), { finished: false, headersSent: true });
  readonly #path: string;

  constructor(request: UpstreamRequest, handler: AnswerHandler) {
    super(handler);
    this.#path = request.path;
    const { method, path: url } = request;
    const fields = { method, url, headers: headerObject(request), socket: { destroyed: false } };
    this.request = Object.assign(request.body ?? Readable.from([]), fields);
    attempts.set(this.request, this);
  }

  override onSocket(outgoing: ClientRequest): void {
    // http-proxy merges double slashes and reads "\" as "/": what is sent is the path as given.
    outgoing.path = this.#path;
    super.onSocket(outgoing);
  }

  protected override onOver(): void {
    this.response.finished = true;
    this.response.emit('finish');
  }
}
