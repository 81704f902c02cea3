import type { Cost } from '../../resilience/budget';
import type { Outcome } from '../../resilience/outcome';
import { mayRetry, type Progress } from '../../resilience/retry';
import type { ServingPool } from '../exchange';

/** What another attempt costs, which has been taken from the budget of the pool then; undefined where none is allowed. */
export function costOfMore({ retry, budget, clock }: ServingPool, progress: Progress, outcome: Outcome): Cost | undefined {
  return mayRetry(progress, outcome, retry) ? budget.takeAfter(outcome, clock.now()) : undefined;
}
