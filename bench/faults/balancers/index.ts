import type { Balancer } from './balancer';
import { caddy } from './caddy';
import { haproxy } from './haproxy';
import { mangrove } from './mangrove';
import { nginx } from './nginx';

export type BalancerName = 'mangrove' | 'nginx' | 'haproxy' | 'caddy';

/** All that go through the script, by the names they have in `ONLY`. */
export const balancers = { mangrove, nginx, haproxy, caddy } satisfies Record<BalancerName, Balancer>;
