import type { HostEntry } from '../config/schema';
import type { RoutedRequest } from './router';

type Source = Pick<HostEntry, 'methods' | 'headers' | 'params'>;
type Pair = readonly [name: string, value: string];

/** What a request must have, beyond host and path, to take a route. */
export type Conditions = {
  readonly methods: ReadonlySet<string> | undefined;
  readonly headers: readonly Pair[];
  readonly params: readonly Pair[];
};

const unconditional: Conditions = { methods: undefined, headers: [], params: [] };

/** The conditions of a host and its path together: all of both must hold. */
export function compileConditions(sources: readonly Source[]): Conditions {
  if (sources.every(({ methods, headers, params }) => methods === undefined && headers === undefined && params === undefined))
    return unconditional;
  const methods = sources.flatMap((source) => (source.methods === undefined ? [] : [source.methods]));
  return {
    methods: methods.length === 0 ? undefined : new Set(methods.reduce((both, more) => both.filter((method) => more.includes(method)))),
    headers: distinct(
      sources.flatMap((source) => Object.entries(source.headers ?? {}).map(([name, value]): Pair => [name.toLowerCase(), value])),
    ),
    params: distinct(sources.flatMap((source) => Object.entries(source.params ?? {}))),
  };
}

function distinct(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(([name, value], at) => pairs.findIndex((other) => other[0] === name && other[1] === value) === at);
}

/** Whether the request meets every condition. */
export function satisfies(request: RoutedRequest, conditions: Conditions): boolean {
  if (conditions.methods !== undefined && !conditions.methods.has(request.method)) return false;
  for (const [name, value] of conditions.headers) if (request.header(name) !== value) return false;
  for (const [name, value] of conditions.params) if (request.param(name) !== value) return false;
  return true;
}

/** Sorts the more specific conditions first: methods, then more headers, then more params (Gateway API). */
export function bySpecificity(a: Conditions, b: Conditions): number {
  const methods = Number(b.methods !== undefined) - Number(a.methods !== undefined);
  return methods || b.headers.length - a.headers.length || b.params.length - a.params.length;
}
