import type { Edits } from '../config/schema';
import { spelling } from '../http/field-name';
import { type CompiledEdits, compileEdits } from './edits';

export type HeaderEdits = CompiledEdits<readonly [name: string, value: string]>;

/** Compiles `header_rules` or `response_header_rules`; undefined when they change nothing. */
export function compileHeaderEdits(edits: Edits | undefined): HeaderEdits | undefined {
  return compileEdits(edits, spelling, (name, value) => [name, value]);
}

/**
 * Applies edits one after the other to a flat raw header list (name, value, name, value, …). A name stands for every
 * spelling that a backend may take for the same; untouched headers keep their order, case and duplicates. Returns the same list when there are no edits.
 */
export function editHeaders(raw: string[], edits: readonly HeaderEdits[]): string[] {
  return edits.reduce(editOnce, raw);
}

function editOnce(raw: string[], { removed, set, appended }: HeaderEdits): string[] {
  const placed = new Set<string>();
  const edited: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? '';
    const key = spelling(name);
    if (removed.has(key) || placed.has(key)) continue;
    const replacement = set.get(key);
    if (replacement === undefined) edited.push(name, raw[at + 1] ?? '');
    else {
      placed.add(key);
      edited.push(...replacement);
    }
  }
  for (const [key, header] of set) if (!placed.has(key)) edited.push(...header);
  for (const header of appended) edited.push(...header);
  return edited;
}

/** The trailer fields, flat, whose names no edit drops or sets: what is decided of a header cannot be said behind the content. */
export function trailersBeside(edits: readonly HeaderEdits[], trailers: readonly string[]): string[] {
  return trailers.filter((_, at) => {
    const key = spelling(trailers[at - (at % 2)] ?? '');
    return !edits.some(({ removed, set }) => removed.has(key) || set.has(key));
  });
}
