import type { Path } from './problems';

export type RawMap = Readonly<Record<string, unknown>>;

/** A host, path or pool as it stands in the file, before any check or default. */
export type RawEntry = { readonly path: Path; readonly value: RawMap };

export function isMap(value: unknown): value is RawMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The maps in the list under `key`; nothing when there is no such list, which the schema reports. */
export function entriesOf(parent: RawEntry, key: string): RawEntry[] {
  const list = parent.value[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value, index) => (isMap(value) ? [{ path: [...parent.path, key, index], value }] : []));
}

/** The entries under `hosts`, those under their `paths`, and the top-level ones. */
export function entriesWithin(root: RawEntry): RawEntry[] {
  const hosts = entriesOf(root, 'hosts');
  return [...hosts, ...hosts.flatMap((host) => entriesOf(host, 'paths')), ...entriesOf(root, 'paths')];
}

/** The maps under `pools`. */
export function poolsOf(root: RawEntry): RawEntry[] {
  const { pools } = root.value;
  if (!isMap(pools)) return [];
  return Object.entries(pools).flatMap(([name, value]) => (isMap(value) ? [{ path: ['pools', name], value }] : []));
}
