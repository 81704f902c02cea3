import { neverConnected, type Outcome } from './outcome';

export type RetryCondition = 'connect_failed' | 'reset' | 'bad_answer' | 'first_byte_timeout' | 502 | 503 | 504;

export type RetrySettings = {
  /** Attempts after the first; 0 for none. */
  readonly retries: number;
  /** `connect_failed` covers a connect timeout too, and what keeps us from connecting. */
  readonly retryOn: ReadonlySet<RetryCondition>;
  /** A 503 that asks to wait longer than this is believed: its service is in no state to be asked again. */
  readonly patienceMs: number;
};

/** Where a request stands when an attempt of it has failed. */
export type Progress = {
  /** In capitals, as methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string;
  /** Whether it carries `Idempotency-Key`. */
  readonly hasIdempotencyKey: boolean;
  /** Attempts made so far, at least 1. */
  readonly attempts: number;
  /** Backends, this one included, that broke the connection or made no sense once the request was there. */
  readonly broken: number;
  /** Whether a byte of an answer has gone to the client. */
  readonly answerStarted: boolean;
  /** Whether the whole body can be sent again: untouched, or all that was read of it is in the replay buffer. */
  readonly bodyReplayable: boolean;
};

/** A request that has done this to so many backends would do it to the next too. */
const mostBroken = 2;

/** RFC 9110 §9.2.2. */
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE']);

/** Whether a second request would do no more than the first alone. */
export function isIdempotent({ method, hasIdempotencyKey }: Pick<Progress, 'method' | 'hasIdempotencyKey'>): boolean {
  return hasIdempotencyKey || idempotentMethods.has(method);
}

/** Whether this outcome of this request may be followed by another attempt; the budget is asked after it. */
export function mayRetry(progress: Progress, outcome: Outcome, settings: RetrySettings): boolean {
  if (progress.attempts > settings.retries) return false;
  if (progress.answerStarted || !progress.bodyReplayable) return false;
  const retryOn: ReadonlySet<unknown> = settings.retryOn;
  if (!retryOn.has(conditionOf(outcome, settings.patienceMs))) return false;
  if (neverConnected(outcome)) return true;
  return progress.broken < mostBroken && isIdempotent(progress);
}

/** What the config would call it, if it names it at all. */
function conditionOf(outcome: Outcome, patienceMs: number): string | number | undefined {
  if (outcome.kind === 'answer') return asksForMore(outcome, patienceMs) ? undefined : outcome.status;
  if (neverConnected(outcome)) return 'connect_failed';
  return outcome.kind === 'failure' ? outcome.reason : undefined;
}

function asksForMore({ status, retryAfterMs = 0 }: Extract<Outcome, { kind: 'answer' }>, patienceMs: number): boolean {
  return status === 503 && retryAfterMs > patienceMs;
}

/** Whether the attempt ended as one does whose request has brought its backend down. */
export function isBroken(outcome: Outcome): boolean {
  return outcome.kind === 'failure' && (outcome.reason === 'reset' || outcome.reason === 'bad_answer');
}
