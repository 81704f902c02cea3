import type { Finding, LineOf } from './problems';
import { entriesWithin, poolsOf, type RawEntry } from './raw';

/** So many other places are named. */
const mostLines = 8;

/**
 * Pools that are checked by a TCP connect only because nothing else was written: a server that accepts connections and never answers
 * passes. One finding for all of them; a written `health: {type: tcp}` or `health: false` was a decision.
 */
export function findBlindChecks(root: RawEntry, lineOf: LineOf): Finding[] {
  const blind = [...poolsOf(root), ...entriesWithin(root)].filter(({ value }) => value.servers !== undefined && value.health === undefined);
  const places = blind
    .map(({ path }) => ({ path: [...path, 'servers'], line: lineOf([...path, 'servers']) }))
    .sort((a, b) => a.line - b.line);
  const [first, ...others] = places;
  if (first === undefined) return [];
  const message =
    'these servers are checked by connecting alone, which one that accepts and never answers passes: ' +
    'expected health: {path: /healthz} beside them, or health: {type: tcp} where connecting says enough';
  return [{ path: first.path, at: 'key', message: `${message}${alsoAt(others.map(({ line }) => line))}` }];
}

function alsoAt(all: readonly number[]): string {
  const lines = [...new Set(all)];
  if (lines.length === 0) return '';
  if (lines.length === 1) return ` (so it is at line ${lines[0]})`;
  const named = lines.slice(0, mostLines).join(', ');
  return ` (so it is at ${lines.length} other lines: ${named}${lines.length > mostLines ? ', …' : ''})`;
}
