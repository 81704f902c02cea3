import type { Edits } from '../config/schema';
import { applyEdits, type CompiledEdits, compileEdits } from './edits';

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
 * Applies edits one after the other to the value of a Cookie header (RFC 6265 §4.2), undefined when there is none. The case of names
 * counts.
 */
export function editCookies(header: string | undefined, edits: readonly CookieEdits[]): string | undefined {
  return edits.reduce(editOnce, header);
}

function editOnce(header: string | undefined, edits: CookieEdits): string | undefined {
  const cookies = (header ?? '').split(';').flatMap((piece) => piece.trim() || []);
  return applyEdits(cookies, nameOf, edits).join('; ') || undefined;
}

function nameOf(cookie: string): string {
  const equals = cookie.indexOf('=');
  return equals === -1 ? cookie : cookie.slice(0, equals).trimEnd();
}
