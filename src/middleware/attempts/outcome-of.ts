import { type Failure, isBackendFault, outcomes, type Reason } from '../../errors';
import type { Outcome } from '../../resilience/outcome';

/** What keeps this process from one backend, and perhaps not from another: ports are counted by address, and so are permissions. */
const hindrances: ReadonlySet<Reason> = new Set(['out_of_ports', 'not_permitted'] as const satisfies Reason[]);

/**
 * How an attempt ended, as far as its backend is to be judged by it: only for what it did itself. `status` is that of the answer's
 * head, if it came.
 */
export function outcomeOf(status: number | undefined, failure: Failure | undefined): Outcome {
  if (failure !== undefined) {
    const { reason } = failure;
    if (isBackendFault(reason)) return { kind: 'failure', reason };
    if (hindrances.has(reason)) return { kind: 'hindered' };
    // What had succeeded long ago is no news when it ends.
    if (outcomes[reason].blame === 'nobody') return { kind: 'abandoned' };
  }
  return status === undefined ? { kind: 'abandoned' } : { kind: 'answer', status };
}
