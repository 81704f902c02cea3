import type { Config, FixedAnswer, Mirror, PoolConfig, Redirect } from '../config/schema';
import { type Candidate, compileSites, type Guard, type Site } from './compile-sites';
import { type Conditions, satisfies } from './conditions';
import type { EdgeRules, EdgeSource } from './edge';
import type { Firewall } from './firewall';
import { otherReadings } from './other-reading';
import type { PathNode } from './paths';
import type { RateLimit } from './rate-limit';
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
  /** Whether its backends are said to read paths as it is done here, so that no other reading counts. */
  readonly takesAllReadings: boolean;
  /** Of a split, by pool: the route with the rules of that pool, and its firewalls. */
  readonly parts: ReadonlyMap<string, Found> | undefined;
};

/**
 * The route, and the rules to obey before taking it: the whole config's, the host's, the path's, the pool's. They count without a
 * route too. `sources` are the entries that the route comes from, the outermost first.
 */
export type Found = {
  readonly route: Route | undefined;
  readonly firewalls: readonly Firewall[];
  readonly rateLimits: readonly RateLimit[];
  readonly edge: EdgeRules;
  readonly sources: readonly EdgeSource[];
};

/** A route with what a request must have to take it; `host` is undefined for every host. */
export type Turn = {
  readonly host: string | undefined;
  readonly path: string;
  readonly exact: boolean;
  /** Whether it matches in any letter case; `path` is in lower case then. */
  readonly ignoresCase: boolean;
  readonly conditions: Conditions;
  readonly route: Route;
};

export interface Router {
  find(request: RoutedRequest): Found;
  /** All routes in the order in which `find` tries them: the first whose host, path and conditions fit is the one it finds. */
  turns(): Generator<Turn>;
  /** In the order of the file, a host after its paths. */
  readonly routes: readonly Route[];
  /** Every pool by name: the named ones, and one for each entry with `servers`. */
  readonly pools: ReadonlyMap<string, PoolConfig>;
  /** Whether any rate limit may count a request. */
  readonly hasRateLimits: boolean;
}

/**
 * Compiles the routes of a config. A lookup costs a few map reads and one for each segment of the path, however many
 * routes there are. The exact host is tried first, then the wildcard host, then the top-level paths; inside each the
 * exact path, then the longest prefix whose conditions hold.
 */
export function compileRouter(config: Config): Router {
  const { hosts, paths, firewalls, rateLimits, hasRateLimits, edge, routes, pools } = compileSites(config);
  const nothing: Found = { route: undefined, firewalls, rateLimits, edge: edge([]), sources: [] };

  function find(request: RoutedRequest): Found {
    const found = findAsWritten(request);
    const others = otherReadings(request.path);
    return others.length === 0 ? found : unlessAmbiguous(found, others, (path) => findAsWritten(readAs(path, request)));
  }

  function findAsWritten(request: RoutedRequest): Found {
    const { host } = request;
    const exact = host === undefined ? undefined : hosts.exact(host);
    const inExact = findIn(exact, request);
    const wildcard = host === undefined || inExact !== undefined ? undefined : hosts.wildcard(host);
    const found = inExact ?? findIn(wildcard, request) ?? findIn(paths, request) ?? nothing;
    if (!isGuarded(exact) && !isGuarded(wildcard)) return found;
    const guards = [...guardsOf(exact, request), ...guardsOf(wildcard, request)];
    // A set, because the found route may stand inside one of the guarded hosts.
    const all = new Set([...firewalls, ...guards.flatMap((guard) => guard.firewalls), ...found.firewalls]);
    return {
      ...inside(
        found,
        guards.map(({ source }) => source),
      ),
      firewalls: [...all],
      rateLimits: [...new Set([...rateLimits, ...guards.flatMap((guard) => guard.rateLimits), ...found.rateLimits])],
    };
  }

  /** What was found, with more sources around it. */
  function inside({ route, firewalls: own, rateLimits: ownLimits, sources }: Found, outer: readonly EdgeSource[]): Found {
    const parts = route?.parts && new Map(Array.from(route.parts, ([pool, part]) => [pool, inside(part, outer)] as const));
    const all = [...outer, ...sources];
    return { route: route && { ...route, parts }, firewalls: own, rateLimits: ownLimits, edge: edge(all), sources: all };
  }

  function* turns(): Generator<Turn> {
    for (const [host, site] of hosts.entries()) yield* turnsAt(host, site);
    yield* turnsAt(undefined, paths);
  }

  return { find, turns, routes, pools, hasRateLimits };
}

function* turnsAt(host: string | undefined, site: Site): Generator<Turn> {
  for (const { path, exact, ignoresCase, values } of pathsAt(site)) {
    for (const { conditions, found } of values)
      if (found.route !== undefined) yield { host, path, exact, ignoresCase, conditions, route: found.route };
  }
}

function pathsAt({ paths, anyCasePaths }: Site) {
  const entries = Array.from(paths.entries(), (entry) => ({ ...entry, ignoresCase: false }));
  if (anyCasePaths === undefined) return entries;
  const depthOf = ({ path, exact }: { path: string; exact: boolean }) =>
    exact ? Number.POSITIVE_INFINITY : path.split('/').filter((segment) => segment !== '').length;
  const anyCase = Array.from(anyCasePaths.entries(), (entry) => ({ ...entry, ignoresCase: true }));
  // A stable order: the very letters come first among equals.
  return [...entries, ...anyCase].sort((a, b) => (depthOf(a) === depthOf(b) ? 0 : depthOf(b) - depthOf(a)));
}

function findIn(site: Site | undefined, request: RoutedRequest): Found | undefined {
  if (site === undefined) return undefined;
  const { paths, anyCasePaths } = site;
  const anyCase = anyCasePaths && request.path.toLowerCase();
  const exact = matchOf(paths.exact(request.path), request) ?? (anyCase && matchOf(anyCasePaths.exact(anyCase), request));
  if (exact) return exact;
  let node: PathNode<Candidate> | undefined = paths.deepest(request.path);
  let anyCaseNode = anyCase === undefined ? undefined : anyCasePaths?.deepest(anyCase);
  while (node !== undefined || anyCaseNode !== undefined) {
    // The longer one; among equals the one in the very letters.
    const isNext = node !== undefined && node.depth >= (anyCaseNode?.depth ?? 0);
    const found = matchOf((isNext ? node : anyCaseNode)?.values ?? [], request);
    if (found !== undefined) return found;
    if (isNext) node = node?.parent;
    else anyCaseNode = anyCaseNode?.parent;
  }
  return undefined;
}

function matchOf(candidates: readonly Candidate[], request: RoutedRequest): Found | undefined {
  for (const candidate of candidates) if (satisfies(request, candidate.conditions)) return candidate.found;
  return undefined;
}

const isGuarded = (site: Site | undefined) => site !== undefined && site.guards.length > 0;

/** The rules of host entries that have only paths: they guard the host even where none of its paths match. */
function guardsOf(site: Site | undefined, request: RoutedRequest): Guard[] {
  return site === undefined ? [] : site.guards.filter((guard) => satisfies(request, guard.conditions));
}

const ambiguous: Firewall = { dryRun: false, refuses: () => 'ambiguous_paths' };

/**
 * A path that some backends would read in another way is refused where that other way leads elsewhere: they would serve what other rules
 * are about. So it is where a service is asked about the path, which has rules of its own.
 */
function unlessAmbiguous(found: Found, others: readonly (string | undefined)[], find: (path: string) => Found): Found {
  if (found.route?.takesAllReadings === true) return found;
  const isSame = (path: string | undefined) => path !== undefined && find(path).route?.name === found.route?.name;
  if (!edgesOf(found).some(({ forwardAuth }) => forwardAuth !== undefined) && others.every(isSame)) return found;
  return { ...found, firewalls: [...found.firewalls, ambiguous] };
}

function readAs(path: string, request: RoutedRequest): RoutedRequest {
  const { host, method } = request;
  return { host, path, method, header: (name) => request.header(name), param: (name) => request.param(name) };
}

/** The rules one of which a request for this route will meet. */
function edgesOf({ route, edge }: Found): EdgeRules[] {
  return route?.parts === undefined ? [edge] : Array.from(route.parts.values(), (part) => part.edge);
}
