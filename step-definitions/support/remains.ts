import { until } from './eventually';
import type { LogLine } from './log-lines';
import type { Status } from './status';
import type { StubBackend } from './stub-backend';
import type { TurnedClock } from './turned-clock';

/** Throws while requests are in flight or wait for a place. */
export function expectNothingUnderWay(pools: Status['pools']): void {
  for (const { name, queued, backends } of pools) {
    const busy = backends.filter(({ in_flight }) => in_flight !== 0).map((backend) => `${backend.in_flight} at ${backend.name}`);
    if (busy.length > 0 || queued !== 0) throw new Error(`requests left in pool "${name}": ${busy.join(', ')}, ${queued} in the queue`);
  }
}

/**
 * Throws when a pool has paid for more retries than attempts have been made beyond the first of each request. What a service was asked
 * (`forward_auth`) stands in no line of the log: of its pool nothing is known.
 */
export function expectNoRetriesLost(pools: Status['pools'], log: readonly LogLine[]): void {
  const lines = log.filter(({ msg }) => msg === 'request');
  for (const { name, retry_budget } of pools) {
    const mine = lines.filter(({ pool }) => pool === name);
    const retries = mine.reduce((sum, { attempts }) => sum + Math.max(0, (Array.isArray(attempts) ? attempts.length : 0) - 1), 0);
    if (mine.length > 0 && retry_budget.spent > retries)
      throw new Error(`the budget of pool "${name}" has paid for ${retry_budget.spent} retries, and ${retries} have been made`);
  }
}

/** Waits until a balancer that has stopped is connected to no backend any more. */
export async function expectNoConnections(backends: readonly StubBackend[]): Promise<void> {
  for (const backend of backends) await until(`the end of all connections to ${backend.name}`, () => backend.openConnections === 0);
}

/** Sweeps that find nothing any more end by themselves. */
const lastSweepMs = 1_000;

/** Throws when timers wait though nobody is left who could have set them. */
export async function expectNoTimers(clock: TurnedClock): Promise<void> {
  if (clock.waiting.length > 0) await clock.pass(lastSweepMs);
  if (clock.waiting.length > 0) throw new Error(`timers left, of ${clock.waiting.join(' ms, ')} ms`);
}
