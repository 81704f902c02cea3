import { comparableHost, comparablePath, comparablePrefix } from '../http/comparable';
import { type Finding, type Places, quote } from './problems';
import { entriesOf, isMap, type RawEntry } from './raw';

type Pair = readonly [name: string, value: string];

/** What a request must have beside host and path, a path's own and those of its host together; `methods` undefined for any. */
type Conditions = { readonly methods: readonly string[] | undefined; readonly headers: readonly Pair[]; readonly params: readonly Pair[] };

/** An entry with the name under which it is looked up, in the one spelling of requests, and the conditions that hold for it. */
type Candidate = { readonly entry: RawEntry; readonly key: string; readonly conditions: Conditions };
type Named = 'host' | 'path';

/**
 * Entries that can never win, however they are spelled: hosts or paths of which others, before them, take all requests, and those whose
 * conditions contradict each other or those of their host.
 */
export function findNeverWinning(root: RawEntry, places: Places): Finding[] {
  const hosts = entriesOf(root, 'hosts').flatMap((entry) => candidate(entry, hostKey(entry)));
  const taken = losers(hosts, 'host', places);
  const lost = new Set(taken.map(({ entry }) => entry));
  const sites = Map.groupBy(
    hosts.filter(({ entry }) => !lost.has(entry)),
    ({ key }) => key,
  );
  const pathLists = [...Array.from(sites.values(), (site) => site.flatMap(pathsOf)), topPaths(root)];
  return [
    ...taken.map(({ finding }) => finding),
    ...pathLists.flatMap((list) => losers(list, 'path', places).map(({ finding }) => finding)),
    ...hosts.flatMap((host) => contradiction(host, 'host')),
    ...hosts.flatMap((host) => pathsOf(host).flatMap((path) => contradiction(path, 'path', host))),
    ...topPaths(root).flatMap((path) => contradiction(path, 'path')),
  ];
}

const topPaths = (root: RawEntry) => entriesOf(root, 'paths').flatMap((entry) => candidate(entry, pathKey(entry)));
const pathsOf = (host: Candidate) => entriesOf(host.entry, 'paths').flatMap((entry) => candidate(entry, pathKey(entry), host.conditions));

function hostKey({ value: { host } }: RawEntry): string | undefined {
  return typeof host === 'string' ? comparableHost(host) : undefined;
}

function pathKey({ value: { path, exact, ignore_case } }: RawEntry): string | undefined {
  if (typeof path !== 'string') return undefined;
  const key = exact === true ? comparablePath(path) : comparablePrefix(path);
  if (key === undefined) return undefined;
  return `${exact === true ? '=' : ''}${ignore_case === true ? `~${key.toLowerCase()}` : key}`;
}

/** Nothing when a part of it is not what it must be, which the schema reports. */
function candidate(entry: RawEntry, key: string | undefined, outer?: Conditions): Candidate[] {
  const own = conditionsOf(entry);
  if (key === undefined || own === undefined) return [];
  return [{ entry, key, conditions: outer === undefined ? own : both(outer, own) }];
}

function conditionsOf({ value: { methods, headers = {}, params = {} } }: RawEntry): Conditions | undefined {
  if (!isMap(headers) || !isMap(params)) return undefined;
  if (methods !== undefined && (!Array.isArray(methods) || methods.length === 0)) return undefined;
  return {
    methods: methods?.map((method: unknown) => String(method).toUpperCase()),
    headers: Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    params: Object.entries(params).map(([name, value]) => [name, String(value)]),
  };
}

function both(outer: Conditions, own: Conditions): Conditions {
  return {
    methods:
      outer.methods && own.methods ? own.methods.filter((method) => outer.methods?.includes(method)) : (own.methods ?? outer.methods),
    headers: [...outer.headers, ...own.headers],
    params: [...outer.params, ...own.params],
  };
}

type Winners = { any?: RawEntry; readonly byMethod: Map<string, RawEntry> };
type Loser = { readonly entry: RawEntry; readonly finding: Finding };

/**
 * Of entries with equal names, headers and params, the first wins each method; one that wins none has lost. Others with fewer conditions
 * come after it, and those with more leave something over.
 */
function losers(candidates: readonly Candidate[], named: Named, places: Places): Loser[] {
  const groups = new Map<string, Winners>();
  return candidates.flatMap(({ entry, key, conditions }) => {
    const group = JSON.stringify([key, sorted(conditions.headers), sorted(conditions.params)]);
    const winners = groups.get(group) ?? { byMethod: new Map<string, RawEntry>() };
    groups.set(group, winners);
    const before = enter(entry, conditions.methods, winners);
    return before === undefined ? [] : [{ entry, finding: neverWins({ entry, key }, before, named, places) }];
  });
}

/** In one order, each once. */
function sorted(pairs: readonly Pair[]): string[] {
  return [...new Set(pairs.map((pair) => JSON.stringify(pair)))].sort();
}

/** Gives an entry the requests that nobody before it takes; returns who has them all already, if so. */
function enter(entry: RawEntry, methods: readonly string[] | undefined, winners: Winners): readonly RawEntry[] | undefined {
  if (methods === undefined) {
    if (winners.any !== undefined) return [winners.any];
    winners.any = entry;
    return undefined;
  }
  const before = methods.map((method) => winners.byMethod.get(method));
  for (const method of methods) if (!winners.byMethod.has(method)) winners.byMethod.set(method, entry);
  const owners = before.filter((owner) => owner !== undefined);
  return methods.length > 0 && owners.length === methods.length ? [...new Set(owners)] : undefined;
}

function neverWins({ entry, key }: Pick<Candidate, 'entry' | 'key'>, before: readonly RawEntry[], named: Named, places: Places): Finding {
  const path = [...entry.path, named];
  const name = String(entry.value[named]);
  const names = before.map((winner) => String(winner.value[named]));
  const winners = before.map((winner, at) => `${quote(names[at] ?? '')} at ${places.of([...winner.path, named], path)}`).join(' and ');
  const take = before.length === 1 ? 'takes' : 'take';
  const areWritten = [entry, ...before].every((one) => places.isWritten([...one.path, named]));
  const as =
    !areWritten || names.every((other) => looksLike(other, name))
      ? ''
      : ` (each is ${quote(key.replace(/^=?~?/, '') || '/')} once normalised)`;
  const message = `${named} ${quote(name)} at ${places.of(path, path)} can never win, because ${winners} ${take} the same requests${as}`;
  return { path, at: 'value', message: `${message}: expected one entry, or different methods, headers or params` };
}

/** What everybody sees to be the same needs no word. */
function looksLike(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.replace(/[./]$/, '').toLowerCase());
  return a === b;
}

/** No request has a header or parameter in two values, or two methods. A contradiction within the host is reported there alone. */
function contradiction({ entry, conditions }: Candidate, named: Named, host?: Candidate): Finding[] {
  if (host !== undefined && reason(host.conditions) !== undefined) return [];
  const why = reason(conditions);
  if (why === undefined) return [];
  const whose = host === undefined ? '' : `, those of its host ${quote(String(host.entry.value.host))} included`;
  const message = `${named} ${quote(String(entry.value[named]))} can never win, because no request meets all its conditions${whose}: expected ${why}`;
  return [{ path: [...entry.path, named], at: 'value', message }];
}

function reason({ methods, headers, params }: Conditions): string | undefined {
  if (methods?.length === 0) return 'a method that both allow';
  const padded = headers.find(([, value]) => value !== value.replace(/^[ \t]+|[ \t]+$/g, ''));
  if (padded !== undefined) return `a value of header ${quote(padded[0])} without blanks at its ends, where requests have none`;
  const [header, param] = [twoValued(headers), twoValued(params)];
  if (header !== undefined) return `one value of header ${quote(header)}`;
  return param === undefined ? undefined : `one value of parameter ${quote(param)}`;
}

function twoValued(pairs: readonly Pair[]): string | undefined {
  const values = new Map<string, string>();
  return pairs.find(([name, value]) => {
    const first = values.get(name) ?? value;
    values.set(name, first);
    return first !== value;
  })?.[0];
}
