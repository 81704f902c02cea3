import type { ServerResponse } from 'node:http';
import type { Timeouts } from '../config/schema';
import { Failure, type Reason } from '../errors';
import { answerHeaders, endToEnd, trailerFields } from '../upstream/headers';
import { pairs } from '../upstream/node-http';
import type { AnswerHandler, AnswerHead, Attempt, Transport, UpstreamRequest } from '../upstream/transport';
import type { AttemptRecord } from './exchange';
import { writeInformation } from './information';
import { PhaseTimer } from './phase-timer';

export type DeliveryOptions = {
  readonly res: ServerResponse;
  readonly timeouts: Timeouts;
  readonly record: AttemptRecord;
  /** Changes the fields of the answer before the client sees them. */
  readonly editHeaders: ((fields: string[]) => string[]) | undefined;
  /** Whether content is awaited from the client rather than by the backend; says whose fault a standstill is. */
  readonly clientOwesContent: () => boolean;
};

/** Up to this length a copy of the content costs less than a write of its own. */
const joinedBytes = 16 * 1024;

/**
 * One attempt, and the passing on of its answer: head, content and trailers go to the client as they come, and the backend is
 * read only as fast as the client reads.
 */
export class Delivery implements AnswerHandler {
  readonly #options: DeliveryOptions;
  readonly #startedAt = performance.now();
  readonly #timer: PhaseTimer;
  #attempt: Attempt | undefined;
  #settle: (failure: Failure | undefined) => void = () => undefined;
  /** The first content, held back for as long as the packet it came in is read: small answers leave in one write. */
  #held: Buffer | undefined;
  #flushed = false;
  #over = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#timer = new PhaseTimer((reason) => this.#expire(reason));
  }

  /** Resolves when the answer has been passed on whole, with a failure when it has not. Never rejects. */
  run(transport: Transport, request: UpstreamRequest): Promise<Failure | undefined> {
    const { res, timeouts } = this.#options;
    return new Promise((settle) => {
      this.#settle = settle;
      res.once('close', this.#clientLeft);
      this.#timer.arm(timeouts.connect, 'connect_timeout');
      this.#attempt = transport.send(request, this);
      if (this.#over) this.#attempt.abort();
    });
  }

  onConnected(): void {
    this.#options.record.connect_ms = since(this.#startedAt);
    this.#timer.arm(this.#options.timeouts.idle, 'idle_timeout');
  }

  onSent(): void {
    this.#timer.arm(this.#options.timeouts.first_byte, 'first_byte_timeout');
  }

  /** Hints travel on; `100 Continue` has been said already, and 101 is for those who asked for it (RFC 9110 §15.2). */
  onInformation({ status, headers }: AnswerHead): void {
    if (status > 101) writeInformation(this.#options.res, status, endToEnd(headers));
  }

  onHead({ status, message, headers }: AnswerHead): void {
    const { res, record, editHeaders, timeouts } = this.#options;
    record.first_byte_ms = since(this.#startedAt);
    this.#timer.arm(timeouts.idle, 'truncated');
    const fields = answerHeaders(headers);
    if (status < 200 || status > 599) {
      this.#fail(new Failure('bad_answer', `status ${status} is not one of an answer`));
      return;
    }
    try {
      res.writeHead(status, message, editHeaders === undefined ? fields : editHeaders(fields));
    } catch (error) {
      this.#fail(new Failure('bad_answer', `the head of the answer cannot be passed on: ${(error as Error).message}`, { cause: error }));
      return;
    }
    queueMicrotask(this.#flush);
  }

  /** What has come must not wait for what may come: an event stream may have nothing to say for a while. */
  readonly #flush = (): void => {
    if (this.#flushed || this.#over) return;
    this.#flushed = true;
    if (this.#held === undefined) this.#options.res.flushHeaders();
    else this.#write(this.#held);
  };

  onData(chunk: Buffer): void {
    if (!this.#flushed && this.#held === undefined) {
      this.#held = chunk;
      return;
    }
    this.#flush();
    this.#write(chunk);
  }

  #write(chunk: Buffer): void {
    const { res, timeouts } = this.#options;
    if (res.write(chunk)) {
      this.#timer.arm(timeouts.idle, 'truncated');
      return;
    }
    this.#attempt?.pause();
    this.#timer.arm(timeouts.idle, 'slow_client');
    res.once('drain', this.#drained);
  }

  readonly #drained = (): void => {
    if (this.#over) return;
    this.#timer.arm(this.#options.timeouts.idle, 'truncated');
    this.#attempt?.resume();
  };

  onEnd(trailers: string[]): void {
    const { res } = this.#options;
    if (trailers.length > 0 && res.chunkedEncoding) res.addTrailers(pairs(trailerFields(trailers)));
    if (this.#flushed || this.#held === undefined) res.end();
    else endWith(res, this.#held);
    this.#finish(undefined);
  }

  onFailure(failure: Failure): void {
    this.#finish(failure);
  }

  /** Ends the attempt from outside. */
  readonly interrupt = (failure: Failure): void => this.#fail(failure);

  readonly #clientLeft = (): void => {
    this.#fail(new Failure('client_gone', 'the client closed its connection'));
  };

  #expire(reason: Reason): void {
    const blamed = reason === 'idle_timeout' && this.#options.clientOwesContent() ? 'slow_client' : reason;
    this.#fail(new Failure(blamed, `${blamed.replaceAll('_', ' ')} after ${since(this.#startedAt)} ms`));
  }

  #fail(failure: Failure): void {
    if (this.#over) return;
    this.#attempt?.abort();
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#timer.stop();
    this.#options.res.off('close', this.#clientLeft);
    this.#options.res.off('drain', this.#drained);
    if (failure !== undefined) this.#options.record.reason = failure.reason;
    this.#settle(failure);
  }
}

/** Node joins the head and a text to one write, not the head and a buffer. */
function endWith(res: ServerResponse, chunk: Buffer): void {
  if (chunk.length > joinedBytes) res.end(chunk);
  else res.end(chunk.toString('latin1'), 'latin1');
}

function since(startedAt: number): number {
  return Math.round((performance.now() - startedAt) * 100) / 100;
}
