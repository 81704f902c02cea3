import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../clock';
import type { Timeouts } from '../../config/schema';
import { agreesTo } from '../../connection/upgrades';
import { Failure, messageOf, type Reason } from '../../errors';
import { fieldValues } from '../../http/field-values';
import { type HeaderEdits, trailersBeside } from '../../routing/edit-headers';
import type { RequestBody } from '../../upstream/body';
import type { AnswerHandler, AnswerHead, Attempt, Transport, UpstreamRequest } from '../../upstream/transport';
import { turn } from '../../upstream/turn';
import type { AnswerEdit } from '../answer-fields';
import type { AttemptRecord } from '../exchange';
import { flushHead } from '../send-head';
import { writeInformation } from './information';
import { PhaseTimer } from './phase-timer';
import { retryAfterMs } from './retry-after';
import type { Timekeeping } from './timekeeping';
import { patienceMs } from './trial-patience';
import { Tunnel } from './tunnel';
import { endWith, writeHead } from './write-answer';

/** Who decides what becomes of an attempt. Told of one head at most, and of one end. */
export interface DeliveryOwner {
  /** `pass` lets the client have this answer; `hold` keeps it, unread, until `pass` or `abort` is called. */
  onHead(delivery: Delivery, status: number): 'pass' | 'hold';
  /** The client's connection has become a tunnel to the backend; `onOver` tells of its end. */
  onSwitch(delivery: Delivery): void;
  /** The answer has been passed on whole, or there will be none, or no more of it. */
  onOver(delivery: Delivery, failure: Failure | undefined): void;
}

export type DeliveryOptions = {
  readonly owner: DeliveryOwner;
  readonly res: ServerResponse;
  readonly timeouts: Timeouts;
  readonly time: Timekeeping;
  readonly record: AttemptRecord;
  /** Changes the fields of the answer before the client sees them. */
  readonly editHeaders: AnswerEdit | undefined;
  /** What the config changes in header fields holds for trailers too. */
  readonly trailerEdits?: readonly HeaderEdits[] | undefined;
  /** The content being sent; tells whose fault a standstill is. */
  readonly body: RequestBody | undefined;
  /** The protocol that was asked for. */
  readonly upgrade: string | undefined;
};

/**
 * One attempt, and the passing on of its answer: head, content and trailers go to the client as they come, and the backend is
 * read only as fast as the client reads.
 */
export class Delivery implements AnswerHandler {
  readonly #options: DeliveryOptions;
  readonly #clock: Clock;
  readonly startedAt: number;
  /** What its backend said of a trial when it began; for the owner. */
  trial = 0;
  /** For the owner: whether the trial has been decided. */
  isDecided = false;
  readonly #timer: PhaseTimer;
  #attempt: Attempt | undefined;
  #head: AnswerHead | undefined;
  #passing = false;
  /** Content that is here already: the first of an answer, for as long as the packet it came in is read, or all of a held one. */
  #waiting: Buffer[] = [];
  #trailers: string[] | undefined;
  #flushed = false;
  /** Since when the client has to read before more can be sent; undefined while it need not. */
  #fullSince: number | undefined;
  /** Whether it once let that take so long that a backend may have given up on it. */
  #hasTriedPatience = false;
  #tunnel: Tunnel | undefined;
  #over = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#clock = options.time.clock;
    this.startedAt = this.#clock.now();
    this.#timer = new PhaseTimer(options.time.longLimits, (reason) => this.#expire(reason));
  }

  /** The status of the answer, once its head is here. */
  get status(): number | undefined {
    return this.#head?.status;
  }

  /** Milliseconds to the head of the answer. */
  get firstByteMs(): number | undefined {
    return this.#options.record.first_byte_ms;
  }

  /** How long the answer asks to wait before the next request; undefined where it does not, or its head is not here yet. */
  get retryAfterMs(): number | undefined {
    return retryAfterMs(fieldValues(this.#head?.headers ?? [], 'retry-after')[0], this.#clock.wallTime());
  }

  /** How many milliseconds ago it began, to the hundredth. */
  get #ageMs(): number {
    return Math.round((this.#clock.now() - this.startedAt) * 100) / 100;
  }

  start(transport: Transport, request: UpstreamRequest): void {
    this.#timer.arm(this.#options.timeouts.connect, 'connect_timeout');
    this.#attempt = transport.send(request, this);
    if (this.#over) this.#attempt.abort();
  }

  /** Gives up, for a reason that is not the backend's; the owner is not told. */
  abort(): void {
    if (this.#over) return;
    this.#close();
    this.#attempt?.abort();
    this.#tunnel?.cut();
  }

  /** Lets the client have an answer that was held. */
  pass(): void {
    if (this.#over) return;
    this.#startPassing();
    if (this.#waiting.length === 0 && this.#trailers === undefined) {
      // As if the head had come just now: what came with it, and was not read, may prove it bad.
      queueMicrotask(this.#flush);
      this.#attempt?.resume();
      return;
    }
    this.#flushed = true;
    if (!this.#writeHead()) return;
    for (const chunk of this.#waiting.splice(0)) this.#write(chunk);
    if (this.#trailers === undefined) this.#attempt?.resume();
    else this.onEnd(this.#trailers);
    if (!this.#over) flushHead(this.#options.res);
  }

  onConnected(address?: string): void {
    const { record } = this.#options;
    record.address = address;
    record.connect_ms = this.#ageMs;
    this.#timer.arm(this.#options.timeouts.idle, 'idle_timeout');
  }

  onSent(): void {
    if (this.#head === undefined) this.#timer.arm(this.#options.timeouts.first_byte, 'first_byte_timeout');
  }

  /** Hints travel on; `100 Continue` has been said already, and 101 is for those who asked for it (RFC 9110 §15.2). */
  onInformation(head: AnswerHead): void {
    if (head.status > 101) writeInformation(this.#options.res, head);
  }

  onSwitch(head: AnswerHead, backend: Socket, rest: Buffer): void {
    const { owner, record, res, timeouts, time, upgrade } = this.#options;
    record.first_byte_ms = this.#ageMs;
    backend.on('error', () => undefined);
    const client = res.socket;
    const isAgreed = upgrade !== undefined && agreesTo(head.headers, upgrade);
    if (!isAgreed || client === null) {
      backend.destroy();
      this.#fail(
        isAgreed
          ? new Failure('client_gone', 'the client has left')
          : new Failure('bad_answer', `the backend switches, but not to ${upgrade}`),
      );
      return;
    }
    this.#head = { ...head, headers: withoutLength(head.headers) };
    record.status = head.status;
    record.isPassed = true;
    owner.onSwitch(this);
    this.#timer.stop();
    if (!this.#writeHead(['Connection', 'Upgrade', 'Upgrade', upgrade])) {
      backend.destroy();
      return;
    }
    res.end();
    const limits = { idleMs: timeouts.tunnel, halfClosedIdleMs: timeouts.idle };
    this.#tunnel = new Tunnel({ client, backend, rest, ...limits, time, onOver: (failure) => this.#finish(failure) });
  }

  onHead(head: AnswerHead): void {
    const { owner, record } = this.#options;
    record.first_byte_ms = this.#ageMs;
    if (head.status < 200 || head.status > 599) {
      this.#fail(new Failure('bad_answer', `status ${head.status} is not one of an answer`));
      return;
    }
    this.#head = head;
    record.status = head.status;
    if (owner.onHead(this, head.status) === 'pass') {
      this.#startPassing();
      queueMicrotask(this.#flush);
      return;
    }
    // What was to better it may have failed at once.
    if (this.#passing || this.#over) return;
    this.#timer.rest();
    this.#attempt?.pause();
  }

  #startPassing(): void {
    this.#timer.arm(this.#options.timeouts.idle, 'truncated');
    this.#passing = true;
    this.#options.record.isPassed = true;
  }

  /** `more` are fields of the connection itself. */
  #writeHead(more?: readonly string[]): boolean {
    const { res, editHeaders } = this.#options;
    try {
      writeHead(res, this.#head as AnswerHead, editHeaders, more);
      return true;
    } catch (error) {
      this.#fail(error instanceof Failure ? error : new Failure('internal', messageOf(error), { cause: error }));
      return false;
    }
  }

  /** What has come must not wait for what may come: an event stream may have nothing to say for a while. */
  readonly #flush = (): void => {
    if (this.#flushed || this.#over) return;
    this.#flushed = true;
    if (!this.#writeHead()) return;
    const [first] = this.#waiting.splice(0);
    if (first === undefined) flushHead(this.#options.res);
    else this.#write(first);
  };

  onData(chunk: Buffer): void {
    if (!this.#passing || (!this.#flushed && this.#waiting.length === 0)) {
      this.#waiting.push(chunk);
      return;
    }
    this.#flush();
    if (!this.#over) this.#write(chunk);
  }

  #write(chunk: Buffer): void {
    const { res, timeouts } = this.#options;
    if (res.write(chunk)) {
      this.#timer.arm(timeouts.idle, 'truncated');
      if (turn.spend(chunk.length)) return;
      this.#attempt?.pause();
      turn.whenFree(this.#goOn);
      return;
    }
    turn.spend(chunk.length);
    this.#attempt?.pause();
    this.#timer.arm(timeouts.idle, 'slow_client');
    if (this.#fullSince !== undefined) return;
    res.once('drain', this.#drained);
    this.#fullSince = this.#clock.now();
  }

  readonly #drained = (): void => {
    this.#hasTriedPatience ||= this.#isTrying(this.#fullSince);
    this.#fullSince = undefined;
    if (this.#over) return;
    this.#timer.arm(this.#options.timeouts.idle, 'truncated');
    turn.whenFree(this.#goOn);
  };

  readonly #goOn = (): void => {
    if (!this.#over && this.#fullSince === undefined) this.#attempt?.resume();
  };

  onEnd(trailers: string[]): void {
    if (!this.#passing) {
      this.#trailers = trailers;
      return;
    }
    const { res, trailerEdits } = this.#options;
    if (!this.#flushed && !this.#writeHead()) return;
    endWith(res, this.#waiting[0], trailerEdits === undefined ? trailers : trailersBeside(trailerEdits, trailers));
    this.#finish(undefined);
  }

  onFailure(failure: Failure): void {
    const { reason, message } = failure;
    const isBreak = reason === 'reset' || reason === 'truncated';
    if (isBreak && this.#hasClientDallied)
      this.#finish(new Failure('slow_client', `the backend gave up on it: ${message}`, { cause: failure }));
    // An answer that proves bad in the packet it began in has not been seen by the client yet.
    else if (reason === 'truncated' && !this.#options.res.headersSent) this.#finish(new Failure('bad_answer', message, { cause: failure }));
    else this.#finish(failure);
  }

  /** Whether the client has not read, or not sent what it has promised, for so long that its backend may have given up. */
  get #hasClientDallied(): boolean {
    const waitedMs = this.#options.body?.waitedMs ?? 0;
    return this.#hasTriedPatience || this.#isTrying(this.#fullSince) || waitedMs >= patienceMs;
  }

  #isTrying(since: number | undefined): boolean {
    return since !== undefined && this.#clock.now() - since >= patienceMs;
  }

  #expire(reason: Reason): void {
    const moreMs = reason === 'idle_timeout' || reason === 'truncated' ? this.#moreMs : 0;
    if (moreMs > 0) {
      this.#timer.arm(moreMs, reason);
      return;
    }
    const standing = reason === 'connect_timeout' ? this.#attempt?.standing : undefined;
    const met = standing === undefined ? '' : `: ${standing}`;
    this.#fail(new Failure(reason, `${reason.replaceAll('_', ' ')} after ${this.#ageMs} ms${met}`));
  }

  /** How much longer a silence of the backend may last; 0 when it has lasted long enough. */
  get #moreMs(): number {
    const { body, timeouts } = this.#options;
    const stillMs = this.#clock.now() - (body?.movedAt ?? 0);
    // Content that goes on, either way, is no standstill.
    if (timeouts.idle - stillMs >= 1) return timeouts.idle - stillMs;
    // A client whose turn it is has a limit of its own.
    return body?.starved && !body.isUnasked ? timeouts.idle : 0;
  }

  #fail(failure: Failure): void {
    if (this.#over) return;
    this.#attempt?.abort();
    this.#finish(failure);
  }

  #finish(failure: Failure | undefined): void {
    if (this.#over) return;
    this.#close();
    if (failure !== undefined) this.#noteFailure(failure.reason);
    this.#options.owner.onOver(this, failure);
  }

  #noteFailure(reason: Reason): void {
    const { record, res } = this.#options;
    record.reason = reason;
    // Another attempt may bring what the client gets.
    if (!res.headersSent) delete record.isPassed;
  }

  #close(): void {
    this.#over = true;
    this.#timer.stop();
    this.#options.res.off('drain', this.#drained);
  }
}

/** What follows a switch has no length (RFC 9110 §8.6), and whoever believed one would read on as HTTP behind it. */
function withoutLength(fields: readonly string[]): string[] {
  return fields.filter((_, at) => fields[at - (at % 2)]?.toLowerCase() !== 'content-length');
}
