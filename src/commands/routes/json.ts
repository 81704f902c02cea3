import type { Route, Turn } from '../../routing/router';
import { percentages } from '../../routing/split';
import { asWritten, type Pools, utf8, type Written } from './words';

/** A route with its conditions, for scripts; `null` stands for every host. */
export function turnJson(
  { host = null, path, exact, conditions, route }: Omit<Turn, 'host'> & { host?: string | null | undefined },
  pools: Pools,
  written: Written,
) {
  const { methods, headers, params } = conditions;
  return {
    host,
    path,
    exact,
    methods: methods === undefined ? null : [...methods],
    headers: Object.fromEntries(headers.map(([name, value]) => [name, asWritten(utf8(value), written)])),
    params: Object.fromEntries(params.map(([name, value]) => [name, asWritten(value, written)])),
    ...routeJson(route, pools),
  };
}

/** A route and where it leads. */
export function routeJson({ name, prefix = null, action, mirror = null }: Omit<Route, 'prefix' | 'mirror'> & Loose, pools: Pools) {
  return { route: name, strips: prefix, mirror, ...leadsTo(action, pools) };
}

type Loose = { readonly prefix?: string | null | undefined; readonly mirror?: Route['mirror'] | null };

function leadsTo(action: Route['action'], { router }: Pools) {
  if (action.kind === 'redirect') return { redirect: action.to };
  if (action.kind === 'respond') return { respond: action.answer.status };
  if (action.kind === 'pool') return { pool: action.pool, servers: addressesOf(action.pool, router) };
  return { split: percentages(action.split).map((part) => ({ ...part, servers: addressesOf(part.pool, router) })) };
}

function addressesOf(pool: string, router: Pools['router']): string[] {
  return router.pools.get(pool)?.servers.map(({ address }) => address) ?? [];
}
