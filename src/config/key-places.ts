import type { z } from 'zod';
import { type Wanted, wantedBy } from './spelling';

/** Where keys belong: for a key that is right and stands in a wrong place. */

/** Names of maps that a reader would not guess from the key they stand under. */
const inWords: Readonly<Record<string, string>> = {
  hosts: 'an entry of hosts',
  paths: 'an entry of paths',
  pools: 'a pool under pools',
  servers: 'an entry of servers',
};

/** How many places are worth a sentence. */
const mostPlaces = 3;

/** In which maps of a config each key may stand, in a reader's words, the outermost first. */
export function placesOfKeys(schema: z.core.$ZodType): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const inMap = (wanted: Wanted, place: string) => {
    for (const [key, inner] of wanted.properties.flatMap((shape) => Object.entries(shape))) {
      places.set(key, (places.get(key) ?? new Set()).add(place));
      if (seen.has(`${place} ${key}`)) continue;
      seen.add(`${place} ${key}`);
      const below = wantedBy(inner);
      for (const one of [below, ...[...below.items, ...below.rest].map(wantedBy)]) inMap(one, inWords[key] ?? key);
    }
  };
  inMap(wantedBy(schema), 'the top of the file');
  return new Map(Array.from(places, ([key, set]) => [key, [...set]]));
}

/** `in an entry of hosts or paths`: places as a sentence says them; undefined when they are too many to help. */
export function placesText(places: readonly string[]): string | undefined {
  const isIn = (place: string) => places.includes(place);
  if (isIn('the top of the file')) return 'at the top of the file';
  const [host, path, pool] = ['an entry of hosts', 'an entry of paths', 'a pool under pools'].map(isIn);
  if (host && path) return pool ? 'in an entry of hosts or paths, or in a pool' : 'in an entry of hosts or paths';
  return places.length === 0 || places.length > mostPlaces ? undefined : `in ${places.join(' or ')}`;
}

/** The section of docs/configuration.md about a map with this `id`: edits of headers, parameters and cookies share one. */
export function sectionOf(id: string): string {
  const name = id.endsWith('_edits') ? 'edits' : id.replaceAll('_', ' ');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
