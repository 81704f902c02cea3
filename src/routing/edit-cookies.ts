import type { Edits } from '../config/schema';
import { endOf, startOf, withoutBlanks } from '../http/field-values';
import { type CompiledEdits, compileEdits } from './edits';

/** Items are `name=value` pairs, keys cookie names as they are. */
export type CookieEdits = CompiledEdits<string>;

/** Compiles `cookie_rules`; undefined when they change nothing. */
export function compileCookieEdits(edits: Edits | undefined): CookieEdits | undefined {
  return compileEdits(
    edits,
    (name) => name,
    (name, value) => `${name}=${value}`,
  );
}

/** Edits that drop one cookie. */
export function withoutCookie(name: string): CookieEdits {
  return { removed: new Set([name]), set: new Map(), appended: [] };
}

/**
 * Applies edits one after the other to the Cookie lines (RFC 6265 §4.2) in a flat list of fields. The case of names counts. What no edit
 * names stays byte for byte in its line, separators too; a line without any cookie left is dropped.
 */
export function editCookies(fields: readonly string[], edits: readonly CookieEdits[]): string[] {
  return edits.reduce<string[]>(editOnce, [...fields]);
}

function editOnce(fields: string[], edits: CookieEdits): string[] {
  const placed = new Set<string>();
  const edited: string[] = [];
  let last = -1;
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] as string;
    const value = fields[at + 1] as string;
    const isCookie = name.length === 6 && name.toLowerCase() === 'cookie';
    const line = isCookie ? editLine(value, edits, placed) : value;
    if (line === undefined) continue;
    if (isCookie) last = edited.length + 1;
    edited.push(name, line);
  }
  const added = [...[...edits.set].flatMap(([name, cookie]) => (placed.has(name) ? [] : cookie)), ...edits.appended].join('; ');
  if (added === '') return edited;
  if (last === -1) edited.push('Cookie', added);
  else edited[last] = joined(edited[last] as string, added);
  return edited;
}

/** One line without what is removed, set cookies in the place of the first of their name; undefined when no cookie is left of it. */
function editLine(line: string, { removed, set }: CookieEdits, placed: Set<string>): string | undefined {
  const kept: string[] = [];
  let hasLostFirst = false;
  let isChanged = false;
  for (const piece of line.split(';')) {
    const name = nameOf(piece);
    const replacement = set.get(name);
    isChanged ||= removed.has(name) || replacement !== undefined;
    if (removed.has(name) || placed.has(name)) {
      hasLostFirst ||= kept.length === 0;
      continue;
    }
    if (replacement !== undefined) placed.add(name);
    const start = startOf(piece);
    const cookie = replacement === undefined ? piece.slice(start) : `${replacement}${piece.slice(endOf(piece))}`;
    // The blanks behind a separator go with it.
    kept.push(kept.length === 0 && hasLostFirst ? cookie : `${piece.slice(0, start)}${cookie}`);
  }
  if (!isChanged) return line;
  if (kept.every((piece) => startOf(piece) === piece.length)) return undefined;
  const edited = kept.join(';');
  return edited.slice(0, endOf(edited));
}

function joined(line: string, added: string): string {
  const end = endOf(line);
  return line[end - 1] === ';' ? `${line.slice(0, end)} ${added}` : `${line}; ${added}`;
}

/** A piece without `=` is taken for a name, as some backends do. */
function nameOf(piece: string): string {
  const equals = piece.indexOf('=');
  return withoutBlanks(equals === -1 ? piece : piece.slice(0, equals));
}
