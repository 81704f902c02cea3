import { type Finding, type LineOf, type Path, quote } from './problems';
import { entriesOf, isMap, poolsOf, type RawEntry } from './raw';
import { listenAddress } from './addresses';
import { escapedPath } from './wire-text';
import { configSchema, type ListenAddress, normaliseHost } from './schema';

/** Entries that can never both win, servers twice in a pool, and two listeners on one port. */
export function findConflicts(root: RawEntry, lineOf: LineOf): Finding[] {
  const hosts = entriesOf(root, 'hosts');
  const pathLists = [...hosts.map((host) => entriesOf(host, 'paths')), entriesOf(root, 'paths')];
  const paths = pathLists.flat();
  return [
    ...losers(hosts, 'host', hostKey, lineOf),
    ...pathLists.flatMap((list) => losers(list, 'path', pathKey, lineOf)),
    ...[...poolsOf(root), ...hosts, ...paths].flatMap((entry) => repeatedServers(entry, lineOf)),
    ...samePort(root),
  ];
}

function hostKey({ host }: RawEntry['value']): string | undefined {
  return typeof host === 'string' ? normaliseHost(host) : undefined;
}

function pathKey({ path, exact }: RawEntry['value']): string | undefined {
  if (typeof path !== 'string') return undefined;
  const escaped = escapedPath(path).replace(/%[0-9a-f]{2}/g, (byte) => byte.toUpperCase());
  return exact === true ? `=${escaped}` : escaped.replace(/\/+$/, '');
}

type Winners = { any?: RawEntry; readonly byMethod: Map<string, RawEntry> };

/** Of entries with equal host or path, headers and params, the first wins each method; one that wins none is a mistake. */
function losers(
  entries: readonly RawEntry[],
  named: 'host' | 'path',
  keyOf: (value: RawEntry['value']) => string | undefined,
  lineOf: LineOf,
): Finding[] {
  const groups = new Map<string, Winners>();
  return entries.flatMap((entry) => {
    const name = keyOf(entry.value);
    const conditions = conditionsText(entry);
    if (name === undefined || conditions === undefined) return [];
    const key = JSON.stringify([name, conditions]);
    const winners = groups.get(key) ?? { byMethod: new Map<string, RawEntry>() };
    groups.set(key, winners);
    const before = enter(entry, winners);
    return before === undefined ? [] : [neverWins(entry, before, named, lineOf)];
  });
}

/** Headers and params in one order and spelling; undefined when they are not maps, which the schema reports. */
function conditionsText({ value: { headers = {}, params = {} } }: RawEntry): string | undefined {
  if (!isMap(headers) || !isMap(params)) return undefined;
  const sorted = (pairs: [string, string][]) => pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  const headerPairs = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  const paramPairs = Object.entries(params).map(([name, value]): [string, string] => [name, String(value)]);
  return JSON.stringify([sorted(headerPairs), sorted(paramPairs)]);
}

/** Gives an entry the requests that nobody before it takes; returns who has them all already, if so. */
function enter(entry: RawEntry, winners: Winners): readonly RawEntry[] | undefined {
  const { methods } = entry.value;
  if (methods === undefined) {
    if (winners.any !== undefined) return [winners.any];
    winners.any = entry;
    return undefined;
  }
  if (!Array.isArray(methods) || methods.length === 0) return undefined;
  const wanted = methods.map((method) => String(method).toUpperCase());
  const before = wanted.map((method) => winners.byMethod.get(method));
  for (const method of wanted) if (!winners.byMethod.has(method)) winners.byMethod.set(method, entry);
  const owners = before.filter((owner) => owner !== undefined);
  return owners.length === wanted.length ? [...new Set(owners)] : undefined;
}

function neverWins(entry: RawEntry, before: readonly RawEntry[], named: 'host' | 'path', lineOf: LineOf): Finding {
  const path = [...entry.path, named];
  const winners = before.map((winner) => `${quote(String(winner.value[named]))} at line ${lineOf([...winner.path, named])}`).join(' and ');
  const take = before.length === 1 ? 'takes' : 'take';
  const message = `${named} ${quote(String(entry.value[named]))} at line ${lineOf(path)} can never win, because ${winners} ${take} the same requests`;
  return { path, at: 'value', message: `${message}: expected one entry, or different methods, headers or params` };
}

function repeatedServers(entry: RawEntry, lineOf: LineOf): Finding[] {
  const { servers } = entry.value;
  if (!Array.isArray(servers)) return [];
  const seen = new Map<string, Path>();
  return servers.flatMap((server: unknown, index): Finding[] => {
    const path = isMap(server) ? [...entry.path, 'servers', index, 'address'] : [...entry.path, 'servers', index];
    const address = isMap(server) ? server.address : server;
    if (typeof address !== 'string') return [];
    const first = seen.get(address.toLowerCase());
    if (first === undefined) {
      seen.set(address.toLowerCase(), path);
      return [];
    }
    const message = `server ${quote(address)} is in this pool already, at line ${lineOf(first)}: expected each server once (weight gives one a larger share)`;
    return [{ path, at: 'value', message }];
  });
}

function samePort(root: RawEntry): Finding[] {
  const listen = listenAddress.safeParse(root.value.listen ?? configSchema.shape.listen.def.defaultValue);
  const admin = configSchema.shape.admin.safeParse(root.value.admin);
  if (!listen.success || !admin.success || admin.data === false || listen.data.port === 0 || listen.data.port !== admin.data.port)
    return [];
  if (!overlap(listen.data, admin.data)) return [];
  const key = root.value.admin === undefined ? 'listen' : 'admin';
  const other = key === 'listen' ? 'admin has by default' : 'listen has too';
  return [{ path: [key], at: 'value', message: `${key} has port ${listen.data.port}, which ${other}: expected two different ports` }];
}

/** Two addresses on one port go together only when they are different and neither stands for all. */
function overlap(a: ListenAddress, b: ListenAddress): boolean {
  const [one, other] = [a, b].map(({ host }) =>
    host === undefined || host === '0.0.0.0' || host === '::' ? undefined : host.replace('localhost', '127.0.0.1'),
  );
  return one === undefined || other === undefined || one === other;
}
