import type { Config, PoolConfig } from '../../config/schema';
import type { Action, Route, Router, Turn } from '../../routing/router';
import { percentages } from '../../routing/split';
import { shown } from '../shown';

/** What is needed to name the pools of a config. */
export type Pools = { readonly config: Pick<Config, 'pools'>; readonly router: Pick<Router, 'pools'> };

/** What stands in the file for values that came from the environment. */
export type Written = ReadonlyMap<string, string>;

/** `every host`, or the name. */
export function hostWords({ host }: Turn): string {
  return host === undefined ? 'every host' : shown(host);
}

/** `/cart and below`, `/cart alone`, `/cart and below, in any letter case`, `every path`. */
export function pathWords({ path, exact, ignoresCase }: Turn): string {
  if (path === '/' && !exact) return 'every path';
  return `${shown(path)} ${exact ? 'alone' : 'and below'}${ignoresCase ? ', in any letter case' : ''}`;
}

/** `GET or POST, X-Shop: mango, ?colour=red`; empty for no conditions. */
export function conditionWords({ conditions: { methods, headers, params } }: Turn, written: Written): string {
  return [
    ...(methods === undefined ? [] : [methods.size === 0 ? 'no method' : [...methods].map(shown).join(' or ')]),
    ...headers.map(([name, value]) => `${name}: ${shown(asWritten(utf8(value), written))}`),
    ...params.map(([name, value]) => `?${shown(name)}=${shown(asWritten(value, written))}`),
  ].join(', ');
}

/** A value that a request must have, which may be a secret: from the environment as it stands in the file. */
export function asWritten(value: string, written: Written): string {
  return written.get(value) ?? value;
}

/** Where a route leads: servers, a redirect, an answer. */
export function destinationWords({ action, mirror, prefix }: Route, pools: Pools): string {
  const isForwarded = action.kind === 'pool' || action.kind === 'split';
  const also = [
    ...(prefix === undefined || !isForwarded ? [] : [`without ${shown(prefix)}`]),
    ...(mirror === undefined || !isForwarded
      ? []
      : [`mirrored to ${shown(mirror.pool)}${mirror.percent === 100 ? '' : ` (${mirror.percent} %)`}`]),
  ];
  return [actionWords(action, pools), ...also].join('; ');
}

function actionWords(action: Action, pools: Pools): string {
  if (action.kind === 'pool') return poolWords(action.pool, pools);
  if (action.kind === 'split') return splitWords(action.split);
  if (action.kind === 'respond') return `answer ${action.answer.status}`;
  const { status, scheme, host, path } = action.to;
  const changes = [scheme && `scheme ${scheme}`, host && `host ${shown(host)}`, path && `path ${shown(path)}`];
  return `redirect ${status} to ${changes.filter((change) => change !== undefined).join(', ')}`;
}

function poolWords(name: string, { config, router }: Pools): string {
  const servers = router.pools.get(name)?.servers.map(serverWords).join(', ') ?? '';
  return Object.hasOwn(config.pools, name) ? `pool ${shown(name)}: ${servers}` : servers;
}

function splitWords(split: Extract<Action, { kind: 'split' }>['split']): string {
  const { pin } = split;
  const parts = percentages(split).map(({ pool, percent }) => `${percent} % pool ${shown(pool)}`);
  return `${parts.join(', ')}${pin === undefined ? '' : ` (or as the ${pin.kind} ${shown(pin.name)} says)`}`;
}

function serverWords({ name, address, weight, backup, priority }: PoolConfig['servers'][number]): string {
  return [
    ...(name === undefined ? [] : [shown(name)]),
    shown(address),
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(backup ? ['backup'] : []),
    ...(priority === 0 ? [] : [`priority ${priority}`]),
  ].join(' ');
}

/** Values of header fields are bytes of UTF-8. */
export function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
