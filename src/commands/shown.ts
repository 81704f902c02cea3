import { fileText, quote, unseenEscaped } from '../config/problems';

/** Text of a config or the name of a file as a terminal may have it: bare where it is plain, else in quotes, with escapes. */
export function shown(text: string): string {
  return fileText(text);
}

/** The same for what may have single blanks between words, such as the name of a route. */
export function shownPhrase(text: string): string {
  return /^[!-~]+( [!-~]+)*$/.test(text) ? text : quote(text);
}

/** The JSON of a value, in which nothing is left that a terminal would obey. */
export function shownJson(value: unknown): string {
  return `${unseenEscaped(JSON.stringify(value, undefined, 2))}\n`;
}
