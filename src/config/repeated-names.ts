import { escapedPart } from '../http/wire-text';
import { asciiPattern } from './ascii-pattern';
import { type Finding, type Path, type Places, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

type Named = { readonly path: Path; readonly values: unknown; readonly comparable: (name: string) => string };

/** Names in a map that are one name once they are compared, with different values: only the last of them counts. */
export function findRepeatedNames(root: RawEntry, places: Places): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap(mapsOf).flatMap((map) => repeated(map, places));
}

function mapsOf({ path, value }: RawEntry): Named[] {
  const inside = (rules: string, key: string, comparable: Named['comparable']): Named => {
    const map = value[rules];
    return { path: [...path, rules, key], values: isMap(map) ? map[key] : undefined, comparable };
  };
  return [
    inside('header_rules', 'add', (name) => name.toLowerCase()),
    inside('response_header_rules', 'add', (name) => name.toLowerCase()),
    inside('rewrite_rules', 'replace', escapedPart),
    inside('rewrite_rules', 'regex', (name) => asciiPattern(name) ?? name),
  ];
}

function repeated({ path, values, comparable }: Named, places: Places): Finding[] {
  if (!(values instanceof Map) && !isMap(values)) return [];
  const last = new Map<string, readonly [name: string, value: unknown]>();
  const entries: [string, unknown][] = values instanceof Map ? [...values] : Object.entries(values);
  return entries.flatMap(([name, value]): Finding[] => {
    const key = comparable(name);
    const [before, valueBefore] = last.get(key) ?? [];
    last.set(key, [name, value]);
    if (before === undefined || valueBefore === value) return [];
    const message = `${quote(name)} and ${quote(before)} at ${places.of([...path, before], [...path, name])} are the same once compared, and only one of their values can count: expected one of them`;
    return [{ path: [...path, name], at: 'key', message }];
  });
}
