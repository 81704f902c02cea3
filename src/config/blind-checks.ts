import type { Finding, Places } from './problems';
import { entriesWithin, poolsOf, type RawEntry } from './raw';

/** So many other places are named. */
const most = 8;
const line = 'line ';

/**
 * Pools that are checked by a TCP connect only because nothing else was written: a server that accepts connections and never answers
 * passes. One finding for all of them; a written `health: {type: tcp}` or `health: false` was a decision.
 */
export function findBlindChecks(root: RawEntry, places: Places): Finding[] {
  const blind = [...poolsOf(root), ...entriesWithin(root)].filter(({ value }) => value.servers !== undefined && value.health === undefined);
  const all = blind.map(({ path }) => [...path, 'servers']).sort(places.compare);
  const [first, ...others] = all;
  if (first === undefined) return [];
  const message =
    'these servers are checked by connecting alone, which one that accepts and never answers passes: ' +
    'expected health: {path: /healthz} beside them, or health: {type: tcp} where connecting says enough';
  return [{ path: first, at: 'key', message: `${message}${alsoAt(others.map((path) => places.of(path, first)))}` }];
}

function alsoAt(all: readonly string[]): string {
  const others = [...new Set(all)];
  const [first] = others;
  if (first === undefined) return '';
  if (others.length === 1) return ` (so it is at ${first})`;
  const areLines = others.every((place) => place.startsWith(line));
  const named = others.slice(0, most).map((place) => (areLines ? place.slice(line.length) : place));
  return ` (so it is at ${others.length} other ${areLines ? 'lines' : 'places'}: ${named.join(', ')}${others.length > most ? ', …' : ''})`;
}
