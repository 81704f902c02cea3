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

export const defaultRetrySettings: RetrySettings = {
  retries: 1,
  retryOn: new Set(['connect_failed', 'reset', 'bad_answer', 503]),
  patienceMs: 30_000,
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
export function mayRetry(progress: Progress, outcome: Outcome, settings: RetrySettings = defaultRetrySettings): boolean {
  if (progress.attempts > settings.retries) return false;
  if (progress.answerStarted || !progress.bodyReplayable) return false;
  const condition = conditionOf(outcome, settings.patienceMs);
  if (condition === undefined || !settings.retryOn.has(condition)) return false;
  if (neverConnected(outcome)) return true;
  return progress.broken < mostBroken && isIdempotent(progress);
}

function conditionOf(outcome: Outcome, patienceMs: number): RetryCondition | undefined {
  if (outcome.kind === 'abandoned') return undefined;
  if (outcome.kind === 'answer') return conditionOfAnswer(outcome.status, outcome.retryAfterMs ?? 0, patienceMs);
  if (neverConnected(outcome) || outcome.kind === 'hindered') return 'connect_failed';
  const { reason } = outcome;
  return reason === 'reset' || reason === 'bad_answer' || reason === 'first_byte_timeout' ? reason : undefined;
}

function conditionOfAnswer(status: number, retryAfterMs: number, patienceMs: number): RetryCondition | undefined {
  if (status === 503) return retryAfterMs > patienceMs ? undefined : status;
  return status === 502 || status === 504 ? status : undefined;
}

/** Whether the attempt ended as one does whose request has brought its backend down. */
export function isBroken(outcome: Outcome): boolean {
  return outcome.kind === 'failure' && (outcome.reason === 'reset' || outcome.reason === 'bad_answer');
}
