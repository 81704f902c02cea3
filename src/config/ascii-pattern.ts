import { escapedPart } from '../http/wire-text';

/**
 * An RE2 pattern for paths in which the letters beyond ASCII, and spaces, are written as the escapes that a path has for them:
 * `/ä+` becomes `/(?:%C3%A4)+`. Undefined when a class in brackets holds such a letter: there is no class of escapes.
 */
export function asciiPattern(pattern: string): string | undefined {
  let ascii = '';
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at);
    const [piece = ''] = quoted.exec(rest) ??
      escaped.exec(rest) ??
      bracketed.exec(rest) ?? [String.fromCodePoint(rest.codePointAt(0) ?? 0)];
    at += piece.length;
    if (plain.test(piece)) ascii += piece;
    else if (piece.startsWith('[')) return undefined;
    else ascii += piece.startsWith('\\') ? escapedPart(piece) : `(?:${escapedPart(piece)})`;
  }
  return ascii;
}

const plain = /^[!-~]*$/;
/** `\Q…\E` is text as it stands. */
const quoted = /^\\Q.*?(?:\\E|$)/s;
const escaped = /^\\./su;
/** A `]` that comes first is a member, and `[:alpha:]` has brackets of its own. */
const bracketed = /^\[\^?\]?(?:\\.|\[:\^?[a-z]+:\]|[^\]])*\]/s;
