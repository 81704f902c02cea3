import type { Pool } from '../balancing/pool';
import type { PoolConfig } from '../config/schema';

/**
 * Forgets of the backends of a new pool, which may have been those of another, what nobody would find out any more to have changed:
 * whoever is to learn from outcomes begins anew, and checks may be made in another way, or no more.
 */
export function forgetUnasked(pool: Pool, health: PoolConfig['health']): void {
  forgetOutcomes(pool);
  if (health === false) forgetChecks(pool);
  // Only the answer to an HTTP check takes back what another has said.
  if (health === false || health.type !== 'http') for (const backend of pool.backends) pool.tell(backend, { percent: 100, mode: 'ready' });
}

function forgetOutcomes(pool: Pool): void {
  const reason = 'the config of its pool has changed';
  for (const backend of pool.backends) {
    pool.uneject(backend, reason);
    if (backend.circuit !== 'closed') pool.setCircuit(backend, 'closed', reason);
  }
}

function forgetChecks(pool: Pool): void {
  for (const backend of pool.backends) if (backend.health === 'unhealthy') pool.setHealth(backend, true, 'checked no more');
}
