import { bench, group, run } from 'mitata';
import { type Backend, backendsOf } from '../src/balancing/backend';
import { policies, type PolicyName } from '../src/balancing/policies';
import { Pool, type PoolSettings } from '../src/balancing/pool';

/** Which of so many keys comes next; enough to keep hashing honest, few enough not to measure memory. */
const keys = Array.from({ length: 256 }, (_, at) => `192.168.${at}.17`);

function poolOf(size: number, policy: PolicyName, more: Partial<PoolSettings> = {}, maxConnections?: number): Pool {
  const backends = backendsOf(
    Array.from({ length: size }, (_, at) => ({
      name: `backend ${at}`,
      host: '10.0.0.1',
      port: at + 1,
      weight: 1 + (at % 5),
      maxConnections,
    })),
  );
  const now = () => performance.now();
  return new Pool(
    'bench',
    backends,
    { policy, panicPercent: 50, slowStartMs: 0, hash: { on: 'ip', fallback: 'random' }, ...more },
    { now, random: Math.random },
  );
}

/** One request after the other, with 3 per backend in flight in the mean, each measured as the transport would. */
function requests(pool: Pool, tried = 0): () => void {
  let next = 0;
  const request = { key: () => keys[next & 255] };
  const avoid = pool.backends.slice(0, tried);
  const held: (Backend | undefined)[] = Array.from({ length: pool.backends.length * 3 }, () => undefined);
  return () => {
    next += 1;
    const pick = pool.pick(request, avoid);
    if (pick.kind !== 'backend') throw new Error(`nobody was picked: ${pick.kind}`);
    pick.backend.begin();
    const at = next % held.length;
    held[at]?.end(true);
    held[at]?.latency.measure(5 + (next % 10), next / 100);
    held[at] = pick.backend;
  };
}

for (const size of [10, 1_000]) {
  group(`a pick among ${size} backends, with the counting of its request`, () => {
    for (const policy of Object.keys(policies) as PolicyName[]) bench(`${policy}, ${size}`, requests(poolOf(size, policy)));
    const bounded = { hash: { on: 'ip', fallback: 'random', balanceFactor: 1.5 } } as const;
    bench(`hash with balance_factor, ${size}`, requests(poolOf(size, 'hash', bounded)));
    bench(`least_connections with max_connections, ${size}`, requests(poolOf(size, 'least_connections', {}, 100)));
    const oneFull = poolOf(size, 'least_connections', {}, 100);
    for (let held = 0; held < 100; held += 1) oneFull.backends[size / 2]?.begin();
    bench(`least_connections with one of them full, ${size}`, requests(oneFull));
    bench(`round_robin as a retry, ${size}`, requests(poolOf(size, 'round_robin'), 1));
  });
}

void run();
