import { type Finding, keyText, quote } from './problems';
import { entriesOf, isMap, poolsOf, type RawEntry } from './raw';
import { defaultCheckInterval } from './pool-settings';
import { nearest } from './suggest';
import { timeSpan } from './units';

/** Pool settings that need one another, tiers that cannot serve, and names of pools that are not there. */
export function findPoolMistakes(root: RawEntry): Finding[] {
  const hosts = entriesOf(root, 'hosts');
  const entries = [...hosts, ...hosts.flatMap((host) => entriesOf(host, 'paths')), ...entriesOf(root, 'paths')];
  const pools = isMap(root.value.pools) ? Object.keys(root.value.pools) : [];
  return [
    ...[...poolsOf(root), ...entries].flatMap((pool) => [
      ...hashMistakes(pool),
      ...tierMistakes(pool),
      ...paceMistakes(pool),
      ...idleRetrySettings(pool),
      ...transportMistakes(pool),
    ]),
    ...entries.flatMap((entry) => [...unknownPools(entry, pools), ...splitMistakes(entry)]),
    ...[root, ...poolsOf(root), ...entries].flatMap((entry) => unknownAuthPool(entry, pools)),
  ];
}

function hashMistakes({ path, value }: RawEntry): Finding[] {
  const { policy, hash_on: key } = value;
  if (policy === 'hash' && key === undefined)
    return [
      {
        path: [...path, 'policy'],
        at: 'value',
        message: 'policy hash has nothing to hash: expected hash_on beside it, such as hash_on: ip',
      },
    ];
  if (policy === 'hash') return [];
  return ['hash_on', 'hash_fallback', 'balance_factor']
    .filter((name) => value[name] !== undefined)
    .map((name) => ({ path: [...path, name], at: 'key', message: `${name} has no effect: expected policy: hash beside it` }));
}

/** Backups serve when nobody else can: there must be somebody else. */
function tierMistakes({ path, value }: RawEntry): Finding[] {
  const { servers } = value;
  if (!Array.isArray(servers) || servers.length === 0) return [];
  if (servers.every((server) => isMap(server) && server.backup === true))
    return [{ path: [...path, 'servers'], at: 'value', message: 'every server is a backup: expected at least one that is not' }];
  return servers.flatMap((server, index): Finding[] =>
    isMap(server) && server.backup === true && server.priority !== undefined
      ? [
          {
            path: [...path, 'servers', index, 'priority'],
            at: 'key',
            message: 'priority has no effect on a backup: expected only one of them',
          },
        ]
      : [],
  );
}

/** What is to hurry must not take longer. */
function paceMistakes({ path, value: { health } }: RawEntry): Finding[] {
  if (!isMap(health)) return [];
  const { fast_interval: fast, interval = defaultCheckInterval } = health;
  const [fastMs, ms] = [timeSpan.safeParse(fast).data, timeSpan.safeParse(interval).data];
  if (fastMs === undefined || ms === undefined || fastMs <= ms) return [];
  const message = `fast_interval ${String(fast)} is longer than interval ${String(interval)}: expected at most that`;
  return [{ path: [...path, 'health', 'fast_interval'], at: 'value', message }];
}

function idleRetrySettings({ path, value }: RawEntry): Finding[] {
  if (value.retries !== 0) return [];
  return ['retry_on']
    .filter((name) => value[name] !== undefined)
    .map((name) => ({ path: [...path, name], at: 'key', message: `${name} has no effect with retries: 0` }));
}

/** Only a transport of our own writes what stands before the first request, and hands a connection over. */
function transportMistakes({ path, value }: RawEntry): Finding[] {
  const { transport } = value;
  if (transport === undefined || transport === 'http1') return [];
  return ['send_proxy', 'upgrades']
    .filter((name) => value[name] !== undefined)
    .map((name) => ({
      path: [...path, name],
      at: 'key',
      message: `${name} has no effect with transport: ${transport}: expected transport: http1`,
    }));
}

function splitMistakes({ path, value }: RawEntry): Finding[] {
  if (!isMap(value.split) || !isMap(value.split.pools)) return [];
  const weights = Object.values(value.split.pools);
  if (weights.length === 0)
    return [{ path: [...path, 'split', 'pools'], at: 'value', message: 'the split names no pools: expected a map of pool to weight' }];
  if (weights.some((weight) => weight !== 0)) return [];
  return [{ path: [...path, 'split', 'pools'], at: 'value', message: 'every weight is 0: expected at least one above it' }];
}

/** Names under `pool`, `split` and `mirror` that are no entry under `pools`. */
function unknownPools({ path, value }: RawEntry, pools: readonly string[]): Finding[] {
  const named: Finding[] = [];
  const note = (name: unknown, where: RawEntry['path'], at: Finding['at']) => {
    if (typeof name === 'string' && name !== '' && !pools.includes(name))
      named.push({ path: where, at, message: unknownPool(name, pools) });
  };
  note(value.pool, [...path, 'pool'], 'value');
  if (isMap(value.mirror)) note(value.mirror.pool, [...path, 'mirror', 'pool'], 'value');
  if (isMap(value.split) && isMap(value.split.pools))
    for (const name of Object.keys(value.split.pools)) note(name, [...path, 'split', 'pools', name], 'key');
  return named;
}

function unknownAuthPool({ path, value: { forward_auth: rule } }: RawEntry, pools: readonly string[]): Finding[] {
  if (!isMap(rule) || typeof rule.pool !== 'string' || rule.pool === '' || pools.includes(rule.pool)) return [];
  return [{ path: [...path, 'forward_auth', 'pool'], at: 'value', message: unknownPool(rule.pool, pools) }];
}

function unknownPool(name: string, pools: readonly string[]): string {
  const near = nearest(name, pools);
  const names = pools.length > 8 ? `${pools.slice(0, 8).map(keyText).join(', ')}, …` : pools.map(keyText).join(', ');
  const hint =
    near === undefined ? `: expected a name under pools (${names || 'there is none'})` : `; did you mean ${quote(near)}? (one of ${names})`;
  return `unknown pool ${quote(name)}${hint}`;
}
