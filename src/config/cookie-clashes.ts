import { comparableHost, comparablePrefix } from '../http/comparable';
import { comparableAddress } from './addresses';
import { type Finding, type Path, type Places, quote } from './problems';
import { entriesOf, isMap, poolsOf, type RawEntry } from './raw';

/** A cookie that remembers something of a client, and what its values mean. */
type Use = { readonly cookie: string; readonly meaning: string; readonly path: Path };

/** Two pools or splits that clients of one host meet, that keep them by a cookie of the same name, and that read its values differently. */
export function findCookieClashes(root: RawEntry, places: Places): Finding[] {
  const found = new Map<string, Finding>();
  for (const uses of usesBySite(root)) {
    const first = new Map<string, Use>();
    for (const use of uses) {
      const before = first.get(use.cookie) ?? use;
      first.set(use.cookie, before);
      if (before.meaning === use.meaning) continue;
      const [earlier, later] = [before, use].sort((a, b) => places.compare(a.path, b.path)) as [Use, Use];
      found.set(JSON.stringify(later.path), {
        path: later.path,
        at: 'value',
        message: clash(use.cookie, places.of(earlier.path, later.path)),
      });
    }
  }
  return [...found.values()];
}

function clash(cookie: string, place: string): string {
  return `cookie ${quote(cookie)} keeps clients of this host at other servers already, at ${place}, and each forgets what the other remembers: expected two names`;
}

/** What the clients of each host meet: in its own entries, and where those let a request go on, in its wildcard and the top-level paths. */
function usesBySite(root: RawEntry): Use[][] {
  const pools = new Map(poolsOf(root).map((pool) => [pool.path[1], pool]));
  const hosts = Map.groupBy(entriesOf(root, 'hosts'), ({ value }) => comparableHost(String(value.host)) ?? '');
  const top = entriesOf(root, 'paths').flatMap((entry) => usesOf(entry, pools));
  const whole = (name: string): Use[] => {
    const own = hosts.get(name) ?? [];
    const entries = [...own, ...own.flatMap((host) => entriesOf(host, 'paths'))];
    const uses = entries.flatMap((entry) => usesOf(entry, pools));
    if (uses.length === 0 || entries.some(takesAll)) return uses;
    const wildcard = name.replace(/^[^.]*/, '*');
    return [...uses, ...(wildcard !== name && hosts.has(wildcard) ? whole(wildcard) : top)];
  };
  return [top, ...Array.from(hosts.keys(), whole)];
}

const destinations = ['servers', 'pool', 'split', 'redirect', 'respond'] as const;

/** Whether nothing that comes to this entry goes on to the next one. */
function takesAll({ value }: RawEntry): boolean {
  if (value.methods !== undefined || value.headers !== undefined || value.params !== undefined) return false;
  if ('path' in value) return comparablePrefix(String(value.path)) === '' && value.exact !== true;
  return destinations.some((key) => value[key] !== undefined);
}

function usesOf(entry: RawEntry, pools: ReadonlyMap<unknown, RawEntry>): Use[] {
  const { servers, pool, split } = entry.value;
  if (servers !== undefined) return stickyOf(entry);
  const shares = isMap(split) && isMap(split.pools) ? Object.keys(split.pools) : [];
  const named = typeof pool === 'string' ? [pool, ...shares] : shares;
  return [...pinOf(entry, shares), ...named.flatMap((name) => stickyOf(pools.get(name)))];
}

function pinOf({ path, value: { split } }: RawEntry, shares: readonly string[]): Use[] {
  if (!isMap(split) || typeof split.pin !== 'string' || !split.pin.startsWith('cookie:')) return [];
  return [
    { cookie: split.pin.slice('cookie:'.length), meaning: JSON.stringify(['pin', ...shares.toSorted()]), path: [...path, 'split', 'pin'] },
  ];
}

function stickyOf(entry: RawEntry | undefined): Use[] {
  const { sticky, servers } = entry?.value ?? {};
  if (entry === undefined || !isMap(sticky) || !Array.isArray(servers)) return [];
  const addresses = servers.map((server: unknown) => comparableAddress(String(isMap(server) ? server.address : server)));
  const meaning = JSON.stringify([String(sticky.secret), ...addresses.toSorted()]);
  return [{ cookie: String(sticky.cookie), meaning, path: [...entry.path, 'sticky', 'cookie'] }];
}
