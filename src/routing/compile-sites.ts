import type { Config, FirewallRules, HostEntry, PathEntry, PoolConfig } from '../config/schema';
import { comparablePath, comparablePrefix } from '../http/comparable';
import { bySpecificity, type Conditions, compileConditions } from './conditions';
import { type EdgeRules, type EdgeSource, edgeCompiler, hasEdgeRules } from './edge';
import { compileFirewall, type Firewall } from './firewall';
import { HostIndex } from './hosts';
import { PathIndex } from './paths';
import type { Action, Found, Route } from './router';
import { type RateLimit, rateLimitCompiler } from './rate-limit';
import { compileRules } from './rules';
import { compileSplit } from './split';

/** One route with what it takes to be chosen. */
export type Candidate = { readonly conditions: Conditions; readonly found: Found };

/** The rules of a host entry without a destination of its own. */
export type Guard = {
  readonly conditions: Conditions;
  readonly firewalls: readonly Firewall[];
  readonly rateLimits: readonly RateLimit[];
  readonly source: EdgeSource;
};

/** All that one host name answers, or all top-level paths. */
export type Site = {
  readonly paths: PathIndex<Candidate>;
  /** Those that match in any letter case, by their path in lower case; undefined for none. */
  readonly anyCasePaths: PathIndex<Candidate> | undefined;
  readonly guards: readonly Guard[];
};

/** A config compiled: `paths` are the top-level ones, `firewalls` and `rateLimits` those of the config as a whole. */
export type Sites = {
  readonly hosts: HostIndex<Site>;
  readonly paths: Site;
  readonly firewalls: readonly Firewall[];
  readonly rateLimits: readonly RateLimit[];
  readonly hasRateLimits: boolean;
  /** The rules of sources inside the config, the outermost first. */
  readonly edge: (sources: readonly EdgeSource[]) => EdgeRules;
  readonly routes: readonly Route[];
  readonly pools: ReadonlyMap<string, PoolConfig>;
};

type Place = { readonly path: string; readonly exact: boolean; readonly ignoresCase: boolean };
type Draft = {
  readonly candidates: (Candidate & { readonly place: Place })[];
  readonly guards: Guard[];
  readonly paths: PathIndex<Candidate>;
  anyCasePaths: PathIndex<Candidate> | undefined;
};
type Draught = Pick<Route, 'name' | 'prefix' | 'action' | 'mirror'>;
type Destination = Pick<HostEntry, 'servers' | 'pool' | 'split' | 'redirect' | 'respond'>;

/** Compiles every host and path entry of a config, with the pools that their `servers` imply. */
export function compileSites(config: Config): Sites {
  const hosts = new HostIndex<Draft>();
  const drafts = new Set<Draft>();
  const top = draft();
  const routes: Route[] = [];
  const pools = new Map<string, PoolConfig>(Object.entries(config.pools));
  const routeName = uniqueNames();
  const firewall = firewallCompiler();
  const firewalls = firewall([config]);
  const rateLimit = rateLimitCompiler();
  const rateLimits = rateLimit.whole(config);
  const compileEdge = edgeCompiler();
  const edge = (sources: readonly EdgeSource[]) => compileEdge([config, ...sources]);

  for (const entry of config.hosts) {
    const site = hosts.entry(entry.host, draft);
    drafts.add(site);
    const name = routeName(entry.host);
    const own = actionOf(entry, name);
    // Before the host's own route, because among equals the first wins and the host only answers for the rest.
    for (const path of entry.paths) addPath(site, path, `${entry.host}${path.path}`, { entry, own });
    if (own !== undefined)
      addRoute(site, { name, prefix: undefined, action: own, mirror: entry.mirror }, [entry], {
        path: '',
        exact: false,
        ignoresCase: false,
      });
    if (own === undefined) guard(site, entry);
  }
  for (const path of config.paths) addPath(top, path, path.path);
  for (const site of [...drafts, top]) index(site);
  return { hosts, paths: top, firewalls, rateLimits, hasRateLimits: rateLimit.hasAny(), edge, routes, pools };

  function addPath(site: Draft, path: PathEntry, label: string, host?: { entry: HostEntry; own: Action | undefined }): void {
    const name = routeName(label);
    const action = actionOf(path, name) ?? host?.own;
    const mirror = path.mirror ?? host?.entry.mirror;
    if (action === undefined) return;
    const { exact, ignore_case: ignoresCase } = path;
    const place = { path: (exact ? comparablePath(path.path) : comparablePrefix(path.path)) ?? path.path, exact, ignoresCase };
    const isStripped = path.strip_path && place.path !== '' && place.path !== '/';
    const route = { name, prefix: isStripped ? place.path : undefined, action, mirror };
    addRoute(site, route, host === undefined ? [path] : [host.entry, path], place);
  }

  function addRoute(site: Draft, route: Draught, entries: readonly (HostEntry | PathEntry)[], place: Place): void {
    const pool = route.action.kind === 'pool' ? config.pools[route.action.pool] : undefined;
    const sources = pool === undefined ? entries : [...entries, pool];
    const whole = { ...route, takesAllReadings: takesAll(entries), rules: compileRules(sources), parts: partsOf(route, entries) };
    routes.push(whole);
    const own = [...rateLimit.entries(entries), ...poolLimits(route.action)];
    const found = {
      route: whole,
      firewalls: [...firewalls, ...firewall(sources)],
      rateLimits: [...rateLimits, ...own],
      edge: edge(sources),
      sources,
    };
    site.candidates.push({ place, conditions: compileConditions(entries), found });
  }

  /** Whether the backends of a route are said to read paths as it is done here. */
  function takesAll(entries: readonly (HostEntry | PathEntry)[]): boolean {
    return (entries.findLast((entry) => entry.ambiguous_paths !== undefined) ?? config).ambiguous_paths === 'pass';
  }

  function poolLimits(action: Action): readonly RateLimit[] {
    const pool = action.kind === 'pool' ? config.pools[action.pool] : undefined;
    return action.kind !== 'pool' || pool === undefined ? [] : rateLimit.pool(action.pool, pool);
  }

  function partsOf(route: Draught, entries: readonly (HostEntry | PathEntry)[]): Route['parts'] {
    if (route.action.kind !== 'split') return undefined;
    const parts = route.action.split.shares.flatMap(({ pool: name }): [string, Found][] => {
      const pool = config.pools[name];
      if (pool === undefined) return [];
      const sources = [...entries, pool];
      const part = { ...route, takesAllReadings: takesAll(entries), rules: compileRules(sources), parts: undefined };
      return [[name, { route: part, firewalls: firewall([pool]), rateLimits: rateLimit.pool(name, pool), edge: edge(sources), sources }]];
    });
    return new Map(parts);
  }

  function guard(site: Draft, entry: HostEntry): void {
    if (entry.firewall_rules === undefined && entry.rate_limit === undefined && !hasEdgeRules(entry)) return;
    site.guards.push({
      conditions: compileConditions([entry]),
      firewalls: firewall([entry]),
      rateLimits: rateLimit.entries([entry]),
      source: entry,
    });
  }

  function actionOf(entry: Destination & (HostEntry | PathEntry), name: string): Action | undefined {
    if (entry.servers !== undefined) return { kind: 'pool', pool: imply(entry, entry.servers, name) };
    if (entry.pool !== undefined) return { kind: 'pool', pool: entry.pool };
    if (entry.split !== undefined) return { kind: 'split', split: compileSplit(entry.split) };
    if (entry.redirect !== undefined) return { kind: 'redirect', to: entry.redirect };
    return entry.respond === undefined ? undefined : { kind: 'respond', answer: entry.respond };
  }

  function imply(entry: HostEntry | PathEntry, servers: PoolConfig['servers'], wish: string): string {
    let name = wish;
    for (let number = 2; pools.has(name); number++) name = `${wish} #${number}`;
    pools.set(name, { ...poolSettings(entry), servers });
    return name;
  }
}

const draft = (): Draft => ({ candidates: [], guards: [], paths: new PathIndex(), anyCasePaths: undefined });

/** Fills the path index, the more specific conditions first; the sort is stable, so the order in the file decides the rest. */
function index(site: Draft): void {
  for (const candidate of site.candidates.splice(0).sort((a, b) => bySpecificity(a.conditions, b.conditions))) {
    const { path, exact, ignoresCase } = candidate.place;
    if (ignoresCase) site.anyCasePaths ??= new PathIndex();
    const paths = (ignoresCase ? site.anyCasePaths : undefined) ?? site.paths;
    const key = ignoresCase ? path.toLowerCase() : path;
    if (exact) paths.addExact(key, candidate);
    else paths.addPrefix(key, candidate);
  }
}

/** The settings of the pool that an entry implies: all it holds but what concerns the route (its rules are the route's). */
function poolSettings(entry: HostEntry | PathEntry): Omit<PoolConfig, 'servers'> {
  const { methods, headers, params, pool, split, redirect, respond, mirror, ambiguous_paths, ...rest } = entry;
  const {
    header_rules,
    param_rules,
    cookie_rules,
    response_header_rules,
    rewrite_rules,
    firewall_rules,
    rate_limit,
    max_body,
    ...withoutActions
  } = rest;
  const { basic_auth, forward_auth, cors, security_headers, ...withoutRules } = withoutActions;
  if ('host' in withoutRules) {
    const { host, paths, ...settings } = withoutRules;
    return settings;
  }
  const { path, exact, ignore_case, strip_path, ...settings } = withoutRules;
  return settings;
}

function uniqueNames(): (wish: string) => string {
  const uses = new Map<string, number>();
  return (wish) => {
    const number = (uses.get(wish) ?? 0) + 1;
    uses.set(wish, number);
    return number === 1 ? wish : `${wish} #${number}`;
  };
}

/** Compiles the firewalls of several sources in their order, each set of rules only once, so that a firewall can be told by identity. */
function firewallCompiler(): (sources: readonly { readonly firewall_rules?: FirewallRules | undefined }[]) => readonly Firewall[] {
  const known = new Map<FirewallRules, Firewall>();
  return (sources) =>
    sources.flatMap(({ firewall_rules: rules }) => {
      if (rules === undefined) return [];
      const firewall = known.get(rules) ?? compileFirewall(rules);
      known.set(rules, firewall);
      return [firewall];
    });
}
