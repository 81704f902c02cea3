import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Backend } from '../../balancing/backend';
import type { Mirror } from '../../config/schema';
import { Failure, type Reason } from '../../errors';
import { judge } from '../../resilience/outcome';
import type { RequestBody } from '../../upstream/body';
import type { AnswerHandler, AnswerHead, Attempt, UpstreamRequest } from '../../upstream/transport';
import type { Exchange, ServingPool } from '../exchange';
import { outcomeOf } from './outcome-of';
import { PhaseTimer } from './phase-timer';

type Options = {
  readonly mirror: Mirror;
  readonly req: IncomingMessage;
  readonly body: RequestBody | undefined;
  readonly exchange: Exchange;
};

/**
 * Sends a copy of some requests to another pool and drops the answers, from which nobody learns anything. A copy is sent once the client
 * has sent all of its content; a request with more than the replay buffer holds is not mirrored.
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
  if (forwarded === undefined) return;
  const backend = pool.shadow.enter(request);
  if (backend === undefined) return;
  const body = content === undefined ? undefined : Readable.from(content, { objectMode: false });
  new MirroredRequest(pool, backend).start({
    method,
    path: forwarded.path,
    headers: forwarded.headers,
    body,
    isChunked,
    trailers: undefined,
    upgrade: undefined,
    client: socket,
  });
}

/** A copy under way. Its limits are those of an attempt; once its head is here, what follows may take as long as one silence may. */
class MirroredRequest implements AnswerHandler {
  readonly #pool: ServingPool;
  readonly #backend: Backend;
  readonly #timer = new PhaseTimer((reason) => this.#expire(reason));
  #status: number | undefined;
  #attempt: Attempt | undefined;
  #isOver = false;

  constructor(pool: ServingPool, backend: Backend) {
    this.#pool = pool;
    this.#backend = backend;
  }

  start(request: UpstreamRequest): void {
    this.#timer.arm(this.#pool.timeouts.connect, 'connect_timeout');
    this.#attempt = this.#pool.transportTo(this.#backend).send(request, this);
    if (this.#isOver) this.#attempt.abort();
  }

  onConnected(): void {
    this.#timer.arm(this.#pool.timeouts.idle, 'idle_timeout');
  }

  onSent(): void {
    if (this.#status === undefined) this.#timer.arm(this.#pool.timeouts.first_byte, 'first_byte_timeout');
  }

  onInformation(): void {}
  onData(): void {}

  onSwitch(_head: AnswerHead, backend: Socket): void {
    backend.destroy();
    this.#over(new Failure('bad_answer', 'the backend switches, which nobody has asked for'));
  }

  onHead({ status }: AnswerHead): void {
    this.#status = status;
    this.#timer.arm(this.#pool.timeouts.idle, 'client_gone');
  }

  onEnd(): void {
    this.#over(undefined);
  }

  onFailure(failure: Failure): void {
    this.#over(failure);
  }

  #expire(reason: Reason): void {
    if (this.#isOver) return;
    this.#attempt?.abort();
    this.#over(new Failure(reason, 'the copy took too long'));
  }

  #over(failure: Failure | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#timer.stop();
    this.#pool.shadow.leave(this.#backend, judge(outcomeOf(this.#status, failure)) !== 'failure');
  }
}
