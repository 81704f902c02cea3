import type { ConfigDraft } from './config-draft';

type Entry = { readonly host?: string; readonly path?: string; readonly paths?: readonly Entry[] };

/** Where the entry for `www.mango.com`, `www.mango.com/cart` or `/cart` stands in a config. */
export function entryAt(config: ConfigDraft, place: string): (string | number)[] {
  const slash = place.indexOf('/');
  const host = slash === -1 ? place : place.slice(0, slash);
  const path = slash === -1 ? undefined : place.slice(slash);
  const hostAt = host === '' ? undefined : indexOf(listAt(config, ['hosts']), (entry) => entry.host === host, place);
  const base = hostAt === undefined ? [] : ['hosts', hostAt];
  return path === undefined ? base : [...base, 'paths', indexOf(listAt(config, [...base, 'paths']), (entry) => entry.path === path, place)];
}

function listAt(config: ConfigDraft, path: readonly (string | number)[]): readonly Entry[] {
  return (config.data(path) ?? []) as readonly Entry[];
}

function indexOf(entries: readonly Entry[], isWanted: (entry: Entry) => boolean, place: string): number {
  const index = entries.findIndex(isWanted);
  if (index === -1) throw new Error(`the config has no entry for ${place}`);
  return index;
}
