import type { Failure } from '../../errors';
import type { Outcome } from '../../resilience/outcome';

/** How an attempt ended, as far as its backend is to be judged by it; `status` is that of the answer's head, if it came. */
export function outcomeOf(status: number | undefined, failure: Failure | undefined): Outcome {
  switch (failure?.reason) {
    case 'connect_failed':
    case 'connect_timeout':
    case 'reset':
    case 'first_byte_timeout':
    case 'idle_timeout':
    case 'bad_answer':
    case 'truncated':
      return { kind: 'failure', reason: failure.reason };
    default:
      return status === undefined ? { kind: 'abandoned' } : { kind: 'answer', status };
  }
}
