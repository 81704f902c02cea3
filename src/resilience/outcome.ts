/** How an attempt can fail without an answer. */
export type Failure = 'connect_failed' | 'connect_timeout' | 'reset' | 'first_byte_timeout' | 'idle_timeout' | 'bad_answer' | 'truncated';

/**
 * How an attempt ended: `abandoned` when the client went away or another attempt won, or for a lack of our own; `hindered` when
 * that lack kept us from connecting to this backend only.
 */
export type Outcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** How long it asks to wait before the next request. */
      readonly retryAfterMs?: number | undefined;
    }
  | { readonly kind: 'failure'; readonly reason: Failure }
  | { readonly kind: 'abandoned' }
  | { readonly kind: 'hindered' };

/**
 * What an outcome says of its backend: a 5xx is a failure, a client that left says nothing, nor does what we
 * lack ourselves. 501 and 505 are about what was asked for.
 */
export function judge(outcome: Outcome): 'success' | 'failure' | 'neither' {
  if (outcome.kind === 'abandoned' || outcome.kind === 'hindered') return 'neither';
  if (outcome.kind === 'failure') return 'failure';
  const { status } = outcome;
  return status >= 500 && status !== 501 && status !== 505 ? 'failure' : 'success';
}

/** Whether the backend cannot have seen anything of the request. */
export function neverConnected(outcome: Outcome): boolean {
  if (outcome.kind === 'hindered') return true;
  return outcome.kind === 'failure' && (outcome.reason === 'connect_failed' || outcome.reason === 'connect_timeout');
}
