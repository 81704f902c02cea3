const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Colour = keyof typeof codes;
/** Gives a text its colour, where there are colours. */
export type Paint = (colour: Colour, text: string) => string;

export const inColour: Paint = (colour, text) => `\x1b[${codes[colour]}m${text}\x1b[0m`;
export const plain: Paint = (_colour, text) => text;

/** Whether what is written there may have colours, by what the user (no-color.org, FORCE_COLOR as in Node) and the terminal say. */
export function hasColours(isTerminal: boolean, { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return isTerminal && TERM !== 'dumb';
}

/** What a terminal would obey, or show as nothing: control and format characters (bidi among them), other line ends, and no characters. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text of whatever origin, safe to show on one line, cut at so many characters. */
export function visible(text: string, most = 80): string {
  const cut = text.length > most ? `${text.slice(0, isWithinPair(text, most) ? most - 1 : most)}…` : text;
  return cut.replace(unseen, (char) => named[char] ?? escapeOf(char));
}

function isWithinPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1));
}

/** In JSON such characters can stand in texts alone, and may be escaped there, one half of a pair after the other. */
export function visibleJson(lines: string): string {
  // Most are of ASCII alone, and the question is cheap.
  if (!/[^\n -~]/.test(lines)) return lines;
  return lines.replace(unseen, (char) => (char === '\n' ? char : char.split('').map(escapeOf).join('')));
}

function escapeOf(char: string): string {
  const hex = (char.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}
