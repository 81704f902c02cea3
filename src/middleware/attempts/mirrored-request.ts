import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Timer } from '../../clock';
import { Failure, type Reason } from '../../errors';
import { judge } from '../../resilience/outcome';
import type { AnswerHandler, AnswerHead, Attempt, UpstreamRequest } from '../../upstream/transport';
import { turn } from '../../upstream/turn';
import type { CopyPlace, ServingPool } from '../exchange';
import { outcomeOf } from './outcome-of';
import { PhaseTimer } from './phase-timer';
import type { Timekeeping } from './timekeeping';

/** So much of an answer is read, that its connection can carry the next copy. More costs more than a new connection does. */
const mostReadBytes = 2 * 1024 * 1024;

/**
 * A copy under way. Its limits are those of an attempt and of a whole request; once its head is here, what follows may take as long as
 * one silence may. It ends with its request where the client leaves without its answer; behind an answer it goes on in its own time.
 */
export class MirroredRequest implements AnswerHandler {
  readonly #pool: ServingPool;
  readonly #res: ServerResponse;
  readonly #time: Timekeeping;
  readonly #timer: PhaseTimer;
  #wholeTimer: Timer | undefined;
  #place: CopyPlace | undefined;
  #status: number | undefined;
  #attempt: Attempt | undefined;
  #readBytes = 0;
  #isOver = false;

  /** `res` is the answer to the request that it is a copy of. */
  constructor(pool: ServingPool, res: ServerResponse, time: Timekeeping) {
    this.#pool = pool;
    this.#res = res;
    this.#time = time;
    this.#timer = new PhaseTimer(time.longLimits, (reason) => this.#expire(reason));
  }

  start(place: CopyPlace, request: UpstreamRequest): void {
    const { timeouts } = this.#pool;
    this.#place = place;
    this.#res.once('close', this.#requestEnded);
    this.#timer.arm(timeouts.connect, 'connect_timeout');
    if (timeouts.request !== undefined)
      this.#wholeTimer = this.#time.clock.setTimeout(() => this.#expire('request_timeout'), timeouts.request);
    this.#attempt = this.#pool.transportTo(place.backend).send(request, this);
    if (this.#isOver) this.#attempt.abort();
  }

  /** Ends it, which is nobody's fault. */
  readonly drop = (): void => {
    if (this.#isOver) return;
    this.#attempt?.abort();
    this.#over(undefined);
  };

  readonly #requestEnded = (): void => {
    if (!this.#res.writableFinished) this.drop();
  };

  onConnected(): void {
    this.#timer.arm(this.#pool.timeouts.idle, 'idle_timeout');
  }

  onSent(): void {
    if (this.#status === undefined) this.#timer.arm(this.#pool.timeouts.first_byte, 'first_byte_timeout');
  }

  onInformation(): void {}

  onSwitch(_head: AnswerHead, backend: Socket): void {
    backend.destroy();
    this.#over(new Failure('bad_answer', 'the backend switches, which nobody has asked for'));
  }

  onHead({ status }: AnswerHead): void {
    this.#status = status;
    this.#timer.arm(this.#pool.timeouts.idle, 'client_gone');
  }

  /** Read only in turns that have time for it, as what goes to clients is. */
  onData(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#readBytes += chunk.length;
    if (this.#readBytes > mostReadBytes) this.drop();
    else if (!turn.spend(chunk.length)) {
      this.#attempt?.pause();
      turn.whenFree(this.#goOn);
    }
  }

  readonly #goOn = (): void => {
    if (!this.#isOver) this.#attempt?.resume();
  };

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
    this.#time.clock.clearTimeout(this.#wholeTimer);
    this.#res.off('close', this.#requestEnded);
    if (this.#place !== undefined) this.#pool.shadow.leave(this.#place, judge(outcomeOf(this.#status, failure)) !== 'failure');
  }
}
