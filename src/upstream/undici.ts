import { AssertionError } from 'node:assert';
import { Socket } from 'node:net';
import { type buildConnector, type Dispatcher, errors, Pool } from 'undici';
import { Failure, messageOf, type Reason } from '../errors';
import { Dial } from './dial';
import type { Endpoint } from './endpoint';
import { ageLimitMs, type ConnectionLife } from './connection-life';
import { connectFailure } from './connect-failure';
import { logsIn } from './connection-logins';
import type { AnswerHandler, Attempt, Transport, UpstreamRequest } from './transport';

type Settings = {
  readonly endpoint: Endpoint;
  readonly address: string;
  readonly connectMs: number;
  readonly keepAliveMs: number;
  readonly life: ConnectionLife;
};

/** Timeouts are those of the caller, who knows what phase a request is in: undici's own are off. */
const noTimeouts = { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 0 };

/** Of requests on a connection: each asks for its end. */
const keepsNone = 0;

/** HTTP/1.1 over undici's connection pool, one request at a time on a connection. It sends no trailers. */
export class UndiciTransport implements Transport {
  readonly #settings: Settings;
  readonly #dials = new Set<Dial>();
  #addresses: readonly string[];
  #pool: Pool;
  /** Those that only serve what they have begun. */
  readonly #leaving = new Set<Pool>();
  #isRetired = false;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#addresses = settings.endpoint.addresses;
    this.#pool = this.#newPool();
    settings.endpoint.onChange(() => this.#renewPool());
  }

  #newPool(): Pool {
    const { address, keepAliveMs, life } = this.#settings;
    const connect: buildConnector.connector = (_options, callback) => this.#connect(callback);
    const pipelining = this.#isRetired ? keepsNone : 1;
    return new Pool(`http://${address}`, { ...noTimeouts, ...limitsOf(life), pipelining, keepAliveTimeout: keepAliveMs, connect });
  }

  /** It cannot tell which of its connections lead to an address that is gone: all serve what they have begun, and no more. */
  #renewPool(): void {
    const { endpoint } = this.#settings;
    const isGone = this.#addresses.some((address) => !endpoint.addresses.includes(address));
    this.#addresses = endpoint.addresses;
    if (isGone) this.#replacePool();
  }

  #replacePool(): void {
    const before = this.#pool;
    this.#pool = this.#newPool();
    this.#leaving.add(before);
    const leave = () => this.#leaving.delete(before);
    before.close().then(leave, leave);
  }

  /** Whoever waits for the connection may leave, but undici goes on. */
  #connect(callback: buildConnector.Callback): void {
    const { endpoint, connectMs } = this.#settings;
    const dial: Dial = new Dial({
      endpoint,
      patienceMs: connectMs,
      socket: () => new Socket().setNoDelay(true),
      onConnected: (socket) => callback(null, socket),
      onFailed: (error) => callback(error, null),
      onOver: () => {
        endpoint.clock.clearTimeout(timer);
        this.#dials.delete(dial);
      },
    });
    const timer = endpoint.clock.setTimeout(() => dial.fail(late(`no connection within ${connectMs} ms: ${dial.standing}`)), connectMs);
    this.#dials.add(dial);
  }

  send(request: UpstreamRequest, handler: AnswerHandler): Attempt {
    const attempt = new UndiciAttempt(handler);
    try {
      this.#pool.dispatch(
        {
          method: request.method as Dispatcher.HttpMethod,
          path: request.path,
          headers: request.headers,
          body: request.body ?? null,
          // It keeps connections for nobody in particular: one that is logged in must carry nothing else.
          reset: logsIn(request.headers),
        },
        attempt,
      );
    } catch (error) {
      attempt.onResponseError(undefined, error as Error);
    }
    return attempt;
  }

  retire(): void {
    this.#isRetired = true;
    this.#replacePool();
  }

  async close(): Promise<void> {
    for (const dial of this.#dials) dial.fail(new Error('the connection was closed'));
    await Promise.all([this.#pool, ...this.#leaving].map((pool) => pool.destroy()));
  }
}

/** Its connections all have one age limit, which it looks at when it needs one; its last request on one says `Connection: close`. */
function limitsOf(life: ConnectionLife) {
  // It counts whole milliseconds, and takes one that is as old as this.
  const ttlMs = Math.max(1, Math.floor(ageLimitMs(life)) - 1);
  return {
    ...(Number.isFinite(ttlMs) ? { clientTtl: ttlMs } : {}),
    ...(Number.isFinite(life.maxRequests) ? { maxRequestsPerClient: life.maxRequests } : {}),
  };
}

class UndiciAttempt implements Attempt, Dispatcher.DispatchHandler {
  readonly #handler: AnswerHandler;
  #controller: Dispatcher.DispatchController | undefined;
  #abandoned = false;
  #headSeen = false;

  constructor(handler: AnswerHandler) {
    this.#handler = handler;
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    this.#controller?.resume();
  }

  abort(): void {
    if (this.#abandoned) return;
    this.#abandoned = true;
    this.#controller?.abort(new errors.RequestAbortedError('given up'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abandoned) {
      controller.abort(new errors.RequestAbortedError('given up'));
      return;
    }
    this.#handler.onConnected();
  }

  onRequestSent(): void {
    if (!this.#abandoned) this.#handler.onSent();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _headers: unknown, message = ''): void {
    if (this.#abandoned) return;
    const head = { status, message: asBytes(message), headers: asText(controller.rawHeaders) };
    if (status < 200) {
      this.#handler.onInformation(head);
      return;
    }
    this.#headSeen = true;
    this.#handler.onHead(head);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#abandoned) this.#handler.onData(chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    if (this.#abandoned) return;
    this.#abandoned = true;
    this.#handler.onEnd(asText(controller.rawTrailers));
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#abandoned) return;
    this.#abandoned = true;
    const isConnected = this.#controller !== undefined;
    this.#handler.onFailure(isConnected ? new Failure(this.#reasonFor(error), messageOf(error), { cause: error }) : connectFailure(error));
  }

  #reasonFor(error: NodeJS.ErrnoException): Reason {
    // Thrown by whoever was told of the answer.
    if (error.code === undefined && !isMalformed(error)) return 'internal';
    if (this.#headSeen) return 'truncated';
    return isMalformed(error) ? 'bad_answer' : 'reset';
  }
}

function isMalformed(error: Error): boolean {
  return (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    // Its own check of the status, as of 8.12.
    error instanceof AssertionError ||
    (error instanceof errors.SocketError && error.message === 'bad upgrade')
  );
}

/** As the system says that nobody has answered. */
function late(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}

/** Each byte one character: undici has read the phrase as UTF-8, and what was none is lost. */
function asBytes(phrase: string): string {
  return phrase.includes('\ufffd') ? '' : Buffer.from(phrase).toString('latin1');
}

/** Header fields are latin1 on the wire (RFC 9110 §5.5). */
function asText(raw: unknown): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part: Buffer | string) => (typeof part === 'string' ? part : part.toString('latin1')));
}
