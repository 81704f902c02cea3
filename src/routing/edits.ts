import type { Edits } from '../config/schema';

/** Edits to a list of named items: drop some, set some in place of the old ones, append some. Keys tell names apart. */
export type CompiledEdits<Item> = {
  readonly removed: ReadonlySet<string>;
  readonly set: ReadonlyMap<string, Item>;
  readonly appended: readonly Item[];
};

/** Compiles edits once, at load; undefined when they change nothing. */
export function compileEdits<Item>(
  edits: Edits | undefined,
  keyOf: (name: string) => string,
  itemOf: (name: string, value: string) => Item,
): CompiledEdits<Item> | undefined {
  if (edits === undefined) return undefined;
  const removed = new Set(edits.remove.map(keyOf));
  const set = new Map(Object.entries(edits.add).map(([name, value]) => [keyOf(name), itemOf(name, value)]));
  const appended = Object.entries(edits.append).flatMap(([name, values]) => values.map((value) => itemOf(name, value)));
  return removed.size + set.size + appended.length === 0 ? undefined : { removed, set, appended };
}

/** The items after the edits: a set item takes the place of the first old one, or stands at the end; untouched ones keep their order. */
export function applyEdits<Item>(items: readonly Item[], keyOf: (item: Item) => string, edits: CompiledEdits<Item>): Item[] {
  const { removed, set, appended } = edits;
  const placed = new Set<string>();
  const edited: Item[] = [];
  for (const item of items) {
    const key = keyOf(item);
    if (removed.has(key) || placed.has(key)) continue;
    const replacement = set.get(key);
    if (replacement !== undefined) placed.add(key);
    edited.push(replacement ?? item);
  }
  for (const [key, item] of set) if (!placed.has(key)) edited.push(item);
  edited.push(...appended);
  return edited;
}
