import type { Edits } from '../config/schema';
import { applyEdits, type CompiledEdits, compileEdits } from './edits';

/** Items are raw `name=value` pieces, keys decoded names. */
export type QueryEdits = CompiledEdits<string>;

/** Compiles `param_rules`, names and values percent-encoded; undefined when they change nothing. */
export function compileQueryEdits(edits: Edits | undefined): QueryEdits | undefined {
  return compileEdits(
    edits,
    (name) => name,
    (name, value) => `${encode(name)}=${encode(value)}`,
  );
}

/** Applies edits one after the other to a raw query without its `?`. Untouched parameters stay in place, byte for byte. */
export function editQuery(query: string, edits: readonly QueryEdits[]): string {
  return edits.reduce((before, edit) => applyEdits(piecesOf(before), nameOf, edit).join('&'), query);
}

const piecesOf = (query: string) => (query === '' ? [] : query.split('&'));

function nameOf(piece: string): string {
  const equals = piece.indexOf('=');
  return decode(equals === -1 ? piece : piece.slice(0, equals));
}

const encode = (text: string) => encodeURIComponent(text.toWellFormed());

/** `application/x-www-form-urlencoded` decoding (WHATWG URL §5.1), which never fails: malformed escapes stay as they are. */
function decode(text: string): string {
  if (!/[%+\x80-\xff]/.test(text)) return text;
  const escaped = text.replaceAll('+', ' ').replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  return escaped.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}
