import type { Config, FixedAnswer, Mirror, PoolConfig, Redirect } from '../config/schema';
import { compileSites, type Site } from './compile-sites';
import { satisfies } from './conditions';
import type { Firewall } from './firewall';
import type { RouteRules } from './rules';
import type { CompiledSplit } from './split';

/** What routing may ask of a request: `path` normalised, `header` by lower-case name, `param` the first of that name, decoded. */
export type RoutedRequest = {
  readonly host: string | undefined;
  readonly path: string;
  readonly method: string;
  header(name: string): string | undefined;
  param(name: string): string | undefined;
};

export type Action =
  | { readonly kind: 'pool'; readonly pool: string }
  | { readonly kind: 'split'; readonly split: CompiledSplit }
  | { readonly kind: 'redirect'; readonly to: Redirect }
  | { readonly kind: 'respond'; readonly answer: FixedAnswer };

/** What a host and a path lead to; `prefix` is taken off the path before forwarding, undefined when nothing is. */
export type Route = {
  readonly name: string;
  readonly prefix: string | undefined;
  readonly rules: RouteRules;
  readonly action: Action;
  readonly mirror: Mirror | undefined;
  /** Of a split, by pool: the route with the rules of that pool, and its firewalls. */
  readonly parts: ReadonlyMap<string, Found> | undefined;
};

/** The route, and the firewalls to ask before taking it: the whole config's, the host's, the path's, the pool's. They count without a route too. */
export type Found = { readonly route: Route | undefined; readonly firewalls: readonly Firewall[] };

export interface Router {
  find(request: RoutedRequest): Found;
  /** In the order of the file, a host after its paths. */
  readonly routes: readonly Route[];
  /** Every pool by name: the named ones, and one for each entry with `servers`. */
  readonly pools: ReadonlyMap<string, PoolConfig>;
}

/**
 * Compiles the routes of a config. A lookup costs a few map reads and one for each segment of the path, however many
 * routes there are. The exact host is tried first, then the wildcard host, then the top-level paths; inside each the
 * exact path, then the longest prefix whose conditions hold.
 */
export function compileRouter(config: Config): Router {
  const { hosts, paths, firewalls, routes, pools } = compileSites(config);
  const nothing: Found = { route: undefined, firewalls };

  function find(request: RoutedRequest): Found {
    const { host } = request;
    const exact = host === undefined ? undefined : hosts.exact(host);
    const inExact = findIn(exact, request);
    const wildcard = host === undefined || inExact !== undefined ? undefined : hosts.wildcard(host);
    const found = inExact ?? findIn(wildcard, request) ?? findIn(paths, request) ?? nothing;
    if (!isGuarded(exact) && !isGuarded(wildcard)) return found;
    const guards = [...guardsOf(exact, request), ...guardsOf(wildcard, request)];
    // A set, because the found route may stand inside one of the guarded hosts.
    return { route: found.route, firewalls: [...new Set([...firewalls, ...guards, ...found.firewalls])] };
  }

  return { find, routes, pools };
}

function findIn(site: Site | undefined, request: RoutedRequest): Found | undefined {
  if (site === undefined) return undefined;
  for (const candidate of site.paths.exact(request.path)) if (satisfies(request, candidate.conditions)) return candidate.found;
  for (let node = site.paths.deepest(request.path); ; node = node.parent) {
    for (const candidate of node.values) if (satisfies(request, candidate.conditions)) return candidate.found;
    if (node.parent === undefined) return undefined;
  }
}

const isGuarded = (site: Site | undefined) => site !== undefined && site.guards.length > 0;

/** The firewalls of host entries that have only paths: they guard the host even where none of its paths match. */
function guardsOf(site: Site | undefined, request: RoutedRequest): Firewall[] {
  if (site === undefined) return [];
  return site.guards.filter((guard) => satisfies(request, guard.conditions)).map((guard) => guard.firewall);
}
