import { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Context, Middleware, Next } from 'koa';
import { Failure } from '../errors';
import { EndpointAgent } from './endpoint-agent';
import type { Endpoint } from './endpoint';
import type { ConnectionLife } from './connection-life';
import { ClientRequestAttempt, headerObject } from './client-request-attempt';
import { logsIn } from './connection-logins';
import { koaProxies } from './koa-proxies-package';
import { type AnswerHandler, type Attempt, onlyReads, type Transport, type UpstreamRequest } from './transport';

type Settings = { readonly endpoint: Endpoint; readonly connectMs: number; readonly keepAliveMs: number; readonly life: ConnectionLife };

/**
 * The second transport: koa-proxies and the http-proxy below it, for those who rely on their behaviour. It answers into
 * our own handler (`selfHandleResponse`), so what a client sees of failures is the same as with the default transport.
 */
export class KoaProxiesTransport implements Transport {
  readonly #agents: readonly EndpointAgent[];
  readonly #proxy: Middleware;
  /** The same, with a new connection for each request. */
  readonly #proxyAnew: Middleware;

  constructor({ endpoint, connectMs, keepAliveMs, life }: Settings) {
    const { host, port } = endpoint;
    const keeping = new EndpointAgent({ keepAlive: true, timeout: keepAliveMs }, { endpoint, connectMs, life });
    const passing = new EndpointAgent({ keepAlive: false }, { endpoint, connectMs, life });
    this.#agents = [keeping, passing];
    const options = (agent: EndpointAgent) => ({
      target: { protocol: 'http:', host, hostname: host, port },
      agent,
      selfHandleResponse: true,
      events,
    });
    // Its types know neither `selfHandleResponse` nor a target in parts, which saves parsing it for each request.
    const proxyWith = (agent: EndpointAgent) => koaProxies('/', options(agent) as unknown as Parameters<typeof koaProxies>[1]);
    this.#proxy = proxyWith(keeping);
    this.#proxyAnew = proxyWith(passing);
  }

  send(request: UpstreamRequest, handler: AnswerHandler): Attempt {
    const attempt = new ProxiedAttempt(request, handler, () => void this.#run(attempt, this.#proxyAnew));
    if (isMisframed(request)) {
      handler.onFailure(new Failure('length_required', `koa-proxies cannot send a chunked body with ${request.method}`));
      return attempt;
    }
    // A connection that is logged in must carry nothing else.
    void this.#run(attempt, logsIn(request.headers) ? this.#proxyAnew : this.#proxy);
    return attempt;
  }

  retire(): void {
    for (const agent of this.#agents) agent.retire();
  }

  async close(): Promise<void> {
    for (const agent of this.#agents) agent.destroy();
  }

  /** koa-proxies wants a Koa context; of it, it uses these four. */
  async #run(attempt: ProxiedAttempt, carry: Middleware): Promise<void> {
    const context = { path: '/', status: 0, req: attempt.request, res: attempt.response } as unknown as Context;
    const next: Next = async () => undefined;
    try {
      await carry(context, next);
    } catch (error) {
      attempt.onError(error as Error);
    }
  }
}

/**
 * http-proxy 1.18.1 sets `Content-Length: 0` on these methods, drops `Transfer-Encoding` and pipes the body all the same, which a
 * backend reads as another request (CVE-2026-29057).
 */
function isMisframed({ method, body, isChunked }: UpstreamRequest): boolean {
  return body !== undefined && isChunked && (method === 'DELETE' || method === 'OPTIONS');
}

/** One for all transports: koa-proxies keeps for ever what it is given of them. */
const events = {
  proxyReq: (outgoing: ClientRequest, request: IncomingMessage) => attemptOf(request).onSocket(outgoing),
  proxyRes: (answer: IncomingMessage, request: IncomingMessage) => attemptOf(request).onAnswer(answer),
  error: (error: Error, request: IncomingMessage) => attemptOf(request).onError(error),
};

const attempts = new WeakMap<object, ProxiedAttempt>();

function attemptOf(request: object): ProxiedAttempt {
  const attempt = attempts.get(request);
  if (attempt === undefined) throw new Error('koa-proxies spoke of a request that is not ours');
  return attempt;
}

class ProxiedAttempt extends ClientRequestAttempt {
  request: Readable;
  /** Stands where http-proxy expects a ServerResponse; `finish` lets koa-proxies' promise end. */
  readonly response = Object.assign(new EventEmitter(), { finished: false, headersSent: true });
  readonly #asked: UpstreamRequest;
  readonly #renew: () => void;
  #isRenewed = false;

  /** `renew` carries the `request` once more, on a connection of its own. */
  constructor(request: UpstreamRequest, handler: AnswerHandler, renew: () => void) {
    super(handler);
    this.#asked = request;
    this.#renew = renew;
    this.request = this.#incoming();
  }

  /** What http-proxy takes for the request of a client. */
  #incoming(): Readable {
    const { method, path: url, body } = this.#asked;
    const fields = { method, url, headers: headerObject(this.#asked), socket: { destroyed: false } };
    const incoming = Object.assign(body ?? Readable.from([]), fields);
    attempts.set(incoming, this);
    return incoming;
  }

  override onSocket(outgoing: ClientRequest): void {
    // http-proxy merges double slashes and reads "\" as "/": what is sent is the path as given.
    outgoing.path = this.#asked.path;
    super.onSocket(outgoing);
  }

  /** A kept connection that the backend had closed meanwhile is no failure of it: what is only read is asked for again, once. */
  override onError(error: Error): void {
    if (this.#isRenewed || !this.isStale || !onlyReads(this.#asked)) {
      super.onError(error);
      return;
    }
    this.#isRenewed = true;
    this.request = this.#incoming();
    this.#renew();
  }

  protected override onOver(): void {
    this.response.finished = true;
    this.response.emit('finish');
  }
}
