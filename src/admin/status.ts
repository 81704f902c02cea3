import type { Backend } from '../balancing/backend';
import type { Route, Router } from '../routing/router';
import { percentages } from '../routing/split';
import type { Pool } from '../balancing/pool';
import type { Clock } from '../clock';
import type { Account } from '../resilience/budget';

/** What the status is told from. */
export type Observed = { readonly router: Router; readonly pools: ReadonlyMap<string, ObservedPool> };

type ObservedPool = {
  readonly name: string;
  readonly pool: Pool;
  /** What is known of the address of a backend. */
  endpointOf(backend: Backend): { readonly addresses: readonly string[]; readonly failure: Error | undefined } | undefined;
  /** How many requests wait for a place. */
  readonly waiting: number;
  readonly budget: { account(now: number): Account };
  readonly clock: Clock;
};

/** What `/status` tells: the routes, and the pools with their backends as they are now. Their clock began `originMs` after 1970. */
export function statusOf({ router, pools }: Observed, originMs: number) {
  return { routes: router.routes.map(routeStatus), pools: Array.from(pools.values(), (pool) => poolStatus(pool, originMs)) };
}

function routeStatus({ name, prefix, action }: Route) {
  const leadsTo =
    action.kind === 'pool'
      ? { pool: action.pool }
      : action.kind === 'split'
        ? { split: percentages(action.split) }
        : action.kind === 'redirect'
          ? { redirect: action.to }
          : { respond: action.answer.status };
  return { name, strips: prefix, ...leadsTo };
}

function poolStatus(observed: ObservedPool, originMs: number) {
  const { name, pool, waiting, budget, clock } = observed;
  pool.advance();
  const { settings, inPanic: panic, backends } = pool;
  return {
    name,
    policy: settings.policy,
    panic,
    queued: waiting,
    retry_budget: budget.account(clock.now()),
    backends: backends.map((backend) => ({ ...backendStatus(backend, originMs), ...namesStatus(observed.endpointOf(backend)) })),
  };
}

/** `addresses` are in use, also where the last look-up failed. */
function namesStatus(endpoint: ReturnType<ObservedPool['endpointOf']>) {
  return { addresses: endpoint?.addresses ?? [], lookup_failure: endpoint?.failure?.message ?? null };
}

/** The share of a backend of weight 1 that is at its full weight. */
const fullShare = 100 * 100;

function backendStatus(backend: Backend, originMs: number) {
  const { name, address, state, reason, changedAt, inFlight, weight, share, totals } = backend;
  return {
    name,
    address,
    state,
    reason,
    changed_at: changedAt === 0 ? null : new Date(originMs + changedAt).toISOString(),
    in_flight: inFlight,
    weight,
    effective_weight: share / fullShare,
    totals,
  };
}
