import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Backend } from '../../balancing/backend';
import type { Mirror } from '../../config/schema';
import type { Failure } from '../../errors';
import type { Outcome } from '../../resilience/outcome';
import type { RequestBody } from '../../upstream/body';
import type { AnswerHandler, AnswerHead, Attempt } from '../../upstream/transport';
import type { Exchange, ServingPool } from '../exchange';
import { outcomeOf } from './outcome-of';

type Options = {
  readonly mirror: Mirror;
  readonly req: IncomingMessage;
  readonly body: RequestBody | undefined;
  readonly exchange: Exchange;
};

/**
 * Sends a copy of some requests to another pool and drops the answers. Content is copied only as far as the replay buffer
 * holds it, once the client has sent all of it; a request with more is not mirrored.
 */
export function sendMirrored({ mirror, req, body, exchange }: Options, random: () => number = Math.random): void {
  const pool = exchange.serving.pools.get(mirror.pool);
  if (pool === undefined || random() * 100 >= mirror.percent) return;
  if (body === undefined) send(pool, req, exchange, undefined);
  else body.onWhole((content) => send(pool, req, exchange, content));
}

function send(
  pool: ServingPool,
  { method = 'GET', socket }: IncomingMessage,
  { forwarded, isChunked, request }: Exchange,
  content: Buffer | undefined,
): void {
  const picked = pool.pool.pick(request, []);
  if (picked.kind !== 'backend' || forwarded === undefined) return;
  picked.backend.begin();
  const copy = new MirroredRequest(pool, picked.backend);
  const body = content === undefined ? undefined : Readable.from(content, { objectMode: false });
  copy.attempt = pool.transportTo(picked.backend).send(
    {
      method,
      path: forwarded.path,
      headers: forwarded.headers,
      body,
      isChunked,
      trailers: undefined,
      upgrade: undefined,
      client: socket,
    },
    copy,
  );
}

class MirroredRequest implements AnswerHandler {
  readonly #pool: ServingPool;
  readonly #backend: Backend;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #status: number | undefined;
  attempt: Attempt | undefined;

  constructor(pool: ServingPool, backend: Backend) {
    this.#pool = pool;
    this.#backend = backend;
    this.#timer = setTimeout(() => this.#giveUp(), pool.timeouts.first_byte);
  }

  onConnected(): void {}
  onSent(): void {}
  onInformation(): void {}
  onSwitch(): void {}
  onData(): void {}

  onHead({ status }: AnswerHead): void {
    this.#status = status;
  }

  onEnd(): void {
    this.#over({ kind: 'answer', status: this.#status ?? 0 });
  }

  onFailure(failure: Failure): void {
    this.#over(outcomeOf(this.#status, failure));
  }

  #giveUp(): void {
    this.attempt?.abort();
    this.#over({ kind: 'failure', reason: 'first_byte_timeout' });
  }

  #over(outcome: Outcome): void {
    clearTimeout(this.#timer);
    this.#pool.release(this.#backend, { outcome, startedAt: this.#startedAt, firstByteMs: undefined, client: '' });
  }
}
