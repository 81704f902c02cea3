import { editQuery } from './edit-query';
import { rewritePath, type Unrewritable } from './rewrite-path';
import type { Route } from './router';
import type { Target } from '../http/target';

/**
 * The request target for the backend, path and query: the client's own path byte for byte (RFC 9110 §7.7), or the
 * normalised one when the route takes its prefix off or rewrites it, in that order. Param edits touch only the query. A rule that would
 * cost too much is told instead.
 */
export function forwardedPath(target: Target, route: Pick<Route, 'prefix' | 'rules'>): string | Unrewritable {
  if (target.rawPath === '*') return '*';
  const path = changedPath(target, route);
  if (typeof path !== 'string') return path;
  const { params } = route.rules;
  if (params === undefined) return target.hasQuery ? `${path}?${target.query}` : path;
  const query = editQuery(target.query, params);
  return query === '' ? path : `${path}?${query}`;
}

function changedPath(target: Target, { prefix, rules }: Pick<Route, 'prefix' | 'rules'>): string | Unrewritable {
  const stripped = prefix === undefined ? target.path : withoutPrefix(target.path, prefix);
  const path = rules.rewrites === undefined ? stripped : rewritePath(stripped, rules.rewrites);
  return path === target.path ? target.rawPath : path;
}

function withoutPrefix(path: string, prefix: string): string {
  const rest = path.slice(prefix.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
