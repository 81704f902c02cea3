import { defaultPort, portIn, withoutPort } from '../http/authority';
import { comparableHost, comparablePath, comparablePrefix } from '../http/comparable';
import { asciiHost } from '../http/wire-text';
import { listenAddress } from './addresses';
import { destination } from './destination';
import type { Finding, Path, Places } from './problems';
import { entriesOf, isMap, type RawEntry, type RawMap } from './raw';
import { configSchema } from './schema';

/** An entry at its place, with what it has of its host; `at` is where its redirect stands. */
type Located = { readonly at: Path; readonly value: RawMap; readonly prefix: string; readonly isExact: boolean };
/** The entries of one host, and where they are found. */
type Site = { readonly entries: readonly Located[]; readonly byPlace: ReadonlyMap<string, readonly Located[]> };
/** By host; those under no host by undefined. */
type Sites = ReadonlyMap<string | undefined, Site>;
type Url = { readonly host: string | undefined; readonly path: string };

const destinations = Object.keys(destination);
/** Longer ways are none that somebody wrote by mistake, and each entry would walk all of them. */
const mostSteps = 50;
const fromHost = ['methods', 'headers', 'params', 'response_header_rules'] as const;

/**
 * Redirects that lead back to themselves, at once or by way of others, once hosts and paths are normalised. Only sure circles: those to
 * https end, since clients come by another way then, and others may, with conditions that need not hold the second time or with headers
 * for the answer, such as a cookie.
 */
export function findRedirectLoops(root: RawEntry, places: Places): Finding[] {
  const sites = sitesOf(root);
  const found = new Map<string, Finding>();
  for (const [host, { entries }] of sites)
    for (const start of entries.filter(({ value }) => isMap(value.redirect))) {
      const circle = ['', '/-']
        .map((rest) => circleFrom({ host, path: `${start.prefix}${rest}` || '/' }, start, sites, root))
        .find(Boolean);
      if (circle !== undefined) found.set(JSON.stringify(start.at), loop(start, circle, places));
    }
  return [...found.values()];
}

function sitesOf(root: RawEntry): Sites {
  const hosts = Map.groupBy(entriesOf(root, 'hosts'), ({ value }) => comparableHost(String(value.host)) ?? '');
  const sites = Array.from(hosts, ([host, entries]): [string, Located[]] => [
    host,
    entries.flatMap((entry) => [...locatedIn(entry, entry), ...own({ at: entry.path, value: entry.value, prefix: '', isExact: false })]),
  ]);
  const all: [string | undefined, Located[]][] = [...sites, [undefined, locatedIn(root)]];
  return new Map(all.map(([host, entries]) => [host, { entries, byPlace: Map.groupBy(entries, placeOf) }]));
}

function locatedIn(parent: RawEntry, host?: RawEntry): Located[] {
  return entriesOf(parent, 'paths').flatMap(({ path, value }) => {
    const isExact = value.exact === true;
    const prefix = (isExact ? comparablePath : comparablePrefix)(String(value.path)) ?? String(value.path);
    if (host === undefined) return own({ at: path, value, prefix, isExact });
    const isOwn = destinations.some((key) => value[key] !== undefined);
    const keys = isOwn ? fromHost : [...fromHost, ...destinations];
    const inherited = Object.fromEntries(keys.flatMap((key) => (value[key] === undefined ? [[key, host.value[key]]] : [])));
    return own({ at: isOwn ? path : host.path, value: { ...value, ...inherited }, prefix, isExact });
  });
}

/** Only what answers is ever come to. */
function own(located: Located): Located[] {
  return destinations.some((key) => located.value[key] !== undefined) ? [located] : [];
}

/** The entries that a request goes through again and again, `start` among them; undefined when it comes to an end, or may. */
function circleFrom(url: Url, start: Located, sites: Sites, root: RawEntry): readonly Located[] | undefined {
  const way = new Map<string, Located>();
  for (let here: Url | undefined = url; here !== undefined && way.size <= mostSteps; ) {
    const key = JSON.stringify([here.host, here.path]);
    if (way.has(key)) {
      const circle = [...way.values()].slice([...way.keys()].indexOf(key));
      return circle.includes(start) ? circle : undefined;
    }
    const entry = entryFor(here, sites);
    if (entry === undefined || (way.size === 0 && entry !== start)) return undefined;
    way.set(key, entry);
    here = nextAfter(here, entry, sites, root);
  }
  return undefined;
}

const placeOf = ({ prefix, isExact }: Pick<Located, 'prefix' | 'isExact'>) => `${isExact ? '=' : ''}${prefix}`;

/** The one entry that takes a GET of it, whatever else it holds: at the exact path, or else at the longest prefix. */
function entryFor({ host, path }: Url, sites: Sites): Located | undefined {
  const byPlace = sites.get(host)?.byPlace;
  let takers = byPlace?.get(placeOf({ prefix: path, isExact: true }));
  for (let end = path.length; takers === undefined && end >= 0; end = end === 0 ? -1 : path.lastIndexOf('/', end - 1))
    takers = byPlace?.get(path.slice(0, end));
  const [one, ...others] = takers ?? [];
  return one === undefined || others.length > 0 || mayEndOtherwise(one.value) ? undefined : one;
}

/** Parameters stay as they are, and so they are no way out. */
function mayEndOtherwise({ methods, headers, response_header_rules: edits }: RawMap): boolean {
  if (headers !== undefined || edits !== undefined) return true;
  return Array.isArray(methods) && !methods.some((method) => String(method).toUpperCase() === 'GET');
}

/** Where a redirect leads; undefined when that is somewhere else, or is not for sure served here. */
function nextAfter({ host, path }: Url, { value: { redirect } }: Located, sites: Sites, root: RawEntry): Url | undefined {
  if (!isMap(redirect) || !isSameScheme(redirect, root)) return undefined;
  const next = redirect.host === undefined ? host : hostHere(String(redirect.host), sites, root);
  const nextPath = redirect.path === undefined ? path : comparablePath(String(redirect.path));
  if (nextPath === undefined || (next === undefined && redirect.host !== undefined)) return undefined;
  return { host: next, path: nextPath };
}

/** Without proxies in front that say otherwise, every client comes by http. */
function isSameScheme({ scheme }: RawMap, { value: { trusted_proxies: proxies, proxy_protocol: header } }: RawEntry): boolean {
  if (scheme === undefined) return true;
  return scheme === 'http' && header === undefined && (!Array.isArray(proxies) || proxies.length === 0);
}

/** A host with entries of its own, at the port where clients connect or where they do so by default. */
function hostHere(written: string, sites: Sites, { value }: RawEntry): string | undefined {
  const authority = asciiHost(written) ?? written;
  const host = comparableHost(withoutPort(authority));
  const listen = listenAddress.safeParse(value.listen ?? configSchema.shape.listen.def.defaultValue).data;
  const isHere = [defaultPort('http'), listen?.port].includes(portIn(authority) ?? defaultPort('http'));
  return isHere && host !== undefined && sites.has(host) ? host : undefined;
}

function loop({ at, value: { redirect } }: Located, circle: readonly Located[], places: Places): Finding {
  const key = ['path', 'host', 'scheme'].find((name) => isMap(redirect) && redirect[name] !== undefined) ?? 'path';
  const here = [...at, 'redirect'];
  const all = new Set(circle.map((other) => places.of([...other.at, 'redirect'], here)));
  const others = [...all].filter((place) => place !== places.of(here, here));
  const way = others.length === 0 ? '' : `, by way of ${listed(others)}`;
  const message = `this redirect leads back to itself${way}, so that browsers give up after some twenty rounds: expected another host or path, or an entry of its own for where it leads`;
  return { path: [...at, 'redirect', key], at: 'value', message };
}

/** `line 3`, `lines 3, 5`, or each with its file where one of them is in another. */
function listed(all: readonly string[]): string {
  const named = all.slice(0, 8).join(', ');
  return all.length > 1 && all.every((place) => place.startsWith('line ')) ? `lines ${named.replaceAll('line ', '')}` : named;
}
