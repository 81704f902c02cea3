import type { TextMistake } from './compose';
import type { YamlText } from './document';
import { fileText, found, keyText, type Path } from './problems';
import { isMap, type RawMap } from './raw';

/** A file whose text is a map, or nothing at all. */
export type Part = { readonly yaml: YamlText; readonly map: RawMap };

/** Several files as one config. */
export type Joined = {
  /** What keeps them from being one. */
  readonly mistakes: readonly TextMistake[];
  /** The one map of the maps of all parts, which are given in their order. */
  unite(maps: readonly RawMap[]): RawMap;
  /** The part that a path of the one map leads into, and the path there. */
  locate(path: Path): { readonly at: number; readonly path: Path };
};

/** What several files may have. */
const shared: Readonly<Record<string, string>> = { hosts: 'a list', paths: 'a list', pools: 'a map' };

/** The place of a value: the part with this number, and the index or key there. */
type Origin<Step> = { readonly at: number; readonly step: Step };

/**
 * Joins files: their `hosts` and `paths` follow one another, their `pools` go together, and each other key stands in one of them. What is
 * given twice counts as it is given first, and is a mistake.
 */
export function joinFiles(parts: readonly Part[]): Joined {
  const mistakes: TextMistake[] = [];
  const report = (path: Path, at: number, message: string, place: 'key' | 'value' = 'key') => {
    const { yaml } = parts[at] as Part;
    mistakes.push({ ...yaml.position(path, place), path, message });
  };
  const lineOf = (path: Path, at: number) => {
    const { file, line } = (parts[at] as Part).yaml.position(path, 'key');
    return `${fileText(file)}:${line}`;
  };
  const keys = new Map<string, number>();
  const entries = new Map<string, Origin<number>[]>();
  const pools = new Map<string, number>();

  for (const [at, { map }] of parts.entries())
    for (const [key, value] of Object.entries(map)) {
      if (key === 'include' && at > 0)
        report([key], at, `an included file includes others: expected them in include of ${nameOf(parts[0])}`);
      const first = keys.get(key);
      if (first === undefined) keys.set(key, at);
      const kind = shared[key];
      if (kind === undefined) {
        if (first !== undefined && key !== 'include') report([key], at, givenTwice(key, lineOf([key], first)));
      } else if (kind === 'a list' && Array.isArray(value)) addEntries(key, value, at);
      else if (kind === 'a map' && isMap(value)) addPools(value, at);
      else if (parts.filter((part) => Object.hasOwn(part.map, key)).length > 1)
        report([key], at, `${key} is ${found(value)}: expected ${kind}`, 'value');
    }

  function addEntries(key: string, list: readonly unknown[], at: number): void {
    const before = entries.get(key) ?? [];
    for (const step of list.keys()) before.push({ at, step });
    entries.set(key, before);
  }

  function addPools(map: RawMap, at: number): void {
    for (const name of Object.keys(map)) {
      const first = pools.get(name);
      if (first === undefined) pools.set(name, at);
      else
        report(
          ['pools', name],
          at,
          `pool ${keyText(name)} is in ${lineOf(['pools', name], first)} already: expected another name, or one of the two`,
        );
    }
  }

  return {
    mistakes,
    unite(maps) {
      const one: Record<string, unknown> = {};
      const inMap = (at: number, key: string) => maps[at]?.[key];
      for (const [key, at] of keys) one[key] = inMap(at, key);
      for (const [key, origins] of entries) one[key] = origins.map(({ at, step }) => (inMap(at, key) as readonly unknown[])[step]);
      if (pools.size > 0) one.pools = Object.fromEntries(Array.from(pools, ([name, at]) => [name, (inMap(at, 'pools') as RawMap)[name]]));
      return one;
    },
    locate(path) {
      const [key, step, ...deeper] = path;
      const origin = typeof step === 'number' ? entries.get(String(key))?.[step] : undefined;
      if (origin !== undefined) return { at: origin.at, path: [String(key), origin.step, ...deeper] };
      const pool = key === 'pools' ? pools.get(String(step)) : undefined;
      return { at: pool ?? keys.get(String(key)) ?? 0, path };
    },
  };
}

function nameOf(part: Part | undefined): string {
  return fileText(part?.yaml.position([], 'value').file ?? '');
}

function givenTwice(key: string, first: string): string {
  return `${keyText(key)} is in ${first} already: expected it in one file, as only hosts, paths and pools may be in several`;
}
