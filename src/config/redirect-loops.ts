import { defaultPort, portIn, withoutPort } from '../http/authority';
import { comparableHost, comparablePath, comparablePrefix } from '../http/comparable';
import { asciiHost } from '../http/wire-text';
import { listenAddress } from './addresses';
import type { Finding } from './problems';
import { entriesOf, isMap, type RawEntry, type RawMap } from './raw';
import { configSchema } from './schema';

/** An entry among all that may take a request for the same host. */
type Site = { readonly host: string | undefined; readonly entries: readonly Located[] };
type Located = { readonly entry: RawEntry; readonly prefix: string; readonly isExact: boolean };

/**
 * Redirects that send a client to where it comes from: to the same host and, once normalised, to a path that leads to the same entry.
 * Those to https are none, since clients come by another way then; neither are those with conditions that may not hold the second time,
 * or with headers for the answer, such as a cookie.
 */
export function findRedirectLoops(root: RawEntry): Finding[] {
  return sitesOf(root).flatMap((site) => site.entries.filter((located) => isLoop(located, site, root)).map(loop));
}

function sitesOf(root: RawEntry): Site[] {
  const hosts = Map.groupBy(entriesOf(root, 'hosts'), ({ value }) => comparableHost(String(value.host)) ?? '');
  const sites = Array.from(hosts, ([host, entries]) => ({
    host,
    entries: entries.flatMap((entry) => [
      ...pathsIn(entry).map((path) => ({ ...path, entry: inherited(path.entry, entry) })),
      { entry, prefix: '', isExact: false },
    ]),
  }));
  return [...sites, { host: undefined, entries: pathsIn(root) }];
}

function pathsIn(parent: RawEntry): Located[] {
  return entriesOf(parent, 'paths').map((entry) => {
    const { path, exact } = entry.value;
    const isExact = exact === true;
    return { entry, prefix: (isExact ? comparablePath : comparablePrefix)(String(path)) ?? String(path), isExact };
  });
}

const destinations = ['servers', 'pool', 'split', 'redirect', 'respond'] as const;
const inner = ['methods', 'headers', 'response_header_rules'] as const;

/** A path with the conditions of its host. One without a destination is not judged: that of its host is, once. */
function inherited({ path, value }: RawEntry, { value: host }: RawEntry): RawEntry {
  const both = Object.fromEntries(inner.flatMap((key) => (value[key] === undefined ? [[key, host[key]]] : [])));
  return { path, value: { ...value, ...both } };
}

function isLoop(located: Located, site: Site, root: RawEntry): boolean {
  const { redirect } = located.entry.value;
  if (!isMap(redirect) || mayEndOtherwise(located.entry.value)) return false;
  return isSameScheme(redirect, root) && isSameHost(redirect, site, root) && isSamePath(redirect, located, site);
}

function mayEndOtherwise({ methods, headers, response_header_rules: edits }: RawMap): boolean {
  if (headers !== undefined || edits !== undefined) return true;
  return Array.isArray(methods) && !methods.some((method) => String(method).toUpperCase() === 'GET');
}

/** Without proxies in front that say otherwise, every client comes by http. */
function isSameScheme({ scheme }: RawMap, { value: { trusted_proxies: proxies, proxy_protocol: header } }: RawEntry): boolean {
  if (scheme === undefined) return true;
  const isHttpAlways = (!Array.isArray(proxies) || proxies.length === 0) && header === undefined;
  return scheme === 'http' && isHttpAlways;
}

function isSameHost({ host }: RawMap, site: Site, { value }: RawEntry): boolean {
  if (host === undefined) return true;
  const authority = asciiHost(String(host)) ?? String(host);
  const name = comparableHost(withoutPort(authority));
  const port = portIn(authority) ?? defaultPort('http');
  const listen = listenAddress.safeParse(value.listen ?? configSchema.shape.listen.def.defaultValue).data;
  return name !== undefined && name === site.host && (port === defaultPort('http') || port === listen?.port);
}

function isSamePath({ path }: RawMap, located: Located, { entries }: Site): boolean {
  if (path === undefined) return true;
  const target = comparablePath(String(path));
  if (target === undefined || !takes(located, target)) return false;
  const others = entries.filter(
    ({ entry }) => entry.path !== located.entry.path && destinations.some((key) => entry.value[key] !== undefined),
  );
  return !others.some((other) => takes(other, target) && (other.isExact || other.prefix.length >= located.prefix.length));
}

function takes({ prefix, isExact }: Located, path: string): boolean {
  return isExact ? path === prefix : path === prefix || path.startsWith(`${prefix}/`);
}

function loop({ entry: { path, value } }: Located): Finding {
  const { redirect } = value;
  const key = ['path', 'host', 'scheme'].find((name) => isMap(redirect) && redirect[name] !== undefined) ?? 'path';
  const message =
    'this redirect leads back to itself, so that browsers give up after some twenty rounds: expected another host or path, or an entry of its own for where it leads';
  return { path: [...path, 'redirect', key], at: 'value', message };
}
