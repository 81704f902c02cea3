/** How an attempt can fail without an answer. */
export type Failure = 'connect_failed' | 'connect_timeout' | 'reset' | 'first_byte_timeout' | 'idle_timeout' | 'bad_answer' | 'truncated';

/** How an attempt ended; `abandoned` when the client went away or another attempt won. */
export type Outcome =
  | { readonly kind: 'answer'; readonly status: number }
  | { readonly kind: 'failure'; readonly reason: Failure }
  | { readonly kind: 'abandoned' };

/** What an outcome says of its backend: a 5xx is a failure, a client that left says nothing. */
export function judge(outcome: Outcome): 'success' | 'failure' | 'neither' {
  if (outcome.kind === 'abandoned') return 'neither';
  if (outcome.kind === 'failure') return 'failure';
  return outcome.status >= 500 ? 'failure' : 'success';
}

/** Whether the backend cannot have seen anything of the request. */
export function neverConnected(outcome: Outcome): boolean {
  return outcome.kind === 'failure' && (outcome.reason === 'connect_failed' || outcome.reason === 'connect_timeout');
}
