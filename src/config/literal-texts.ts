import { type Finding, type Path, type Places, quote } from './problems';
import { entriesOf, entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

/** Texts that stand for themselves, letter by letter, and look as if they were meant for more. */
export function findLiteralTexts(root: RawEntry, places: Places): Finding[] {
  return [
    ...entriesWithin(root).flatMap((entry) => pathPattern(entry, places)),
    ...[root, ...poolsOf(root), ...entriesWithin(root)].flatMap((entry) => rejectedPattern(entry, places)),
    ...entriesOf(root, 'hosts').flatMap(anyHost),
    ...logWord(root),
    ...printedQuotes(root.value),
  ];
}

/** `/cart/*`, `/user/:id`, `/user/{id}`, `/cart$`: none of these marks means anything in a path. A `$` elsewhere is that of OData. */
const marks = /\*|\/:\w+|\{\w*\}|\$$|\^|\.\+|\\|\(.*\)/;

/** Whether somebody who wrote this path surely meant more paths than it is. */
export function isPattern(path: string): boolean {
  return marks.test(path);
}

function pathPattern({ path, value }: RawEntry, places: Places): Finding[] {
  const pattern = patternIn(value.path, [...path, 'path'], places);
  if (pattern === undefined) return [];
  const { at, mark, cut } = pattern;
  const cure = mark === '$' ? `path: ${cut} with exact: true` : `path: ${cut}, which stands for all below it`;
  return [{ path: at, at: 'value', message: mark === undefined ? unseenPattern : `${quote(mark)} ${noPattern}: expected ${cure}` }];
}

/** Here it is a hole in the firewall. */
function rejectedPattern({ path, value: { firewall_rules: rules } }: RawEntry, places: Places): Finding[] {
  if (!isMap(rules) || !Array.isArray(rules.path_reject)) return [];
  return rules.path_reject.flatMap((text: unknown, index): Finding[] => {
    const pattern = patternIn(text, [...path, 'firewall_rules', 'path_reject', index], places);
    if (pattern === undefined) return [];
    const { at, mark, cut } = pattern;
    const cure = cut === '/' ? 'the beginning of a path, such as /admin' : `${cut}, which stands for all below it`;
    return [{ path: at, at: 'value', message: mark === undefined ? unseenPattern : `${quote(mark)} ${noPattern}: expected ${cure}` }];
  });
}

/** Where the mark of a pattern is, and what comes before it; no mark where it came from the environment. */
function patternIn(
  text: unknown,
  at: Path,
  places: Places,
): { readonly at: Path; readonly mark?: string; readonly cut: string } | undefined {
  const match = typeof text === 'string' ? marks.exec(text) : null;
  if (match === null) return undefined;
  if (!places.isWritten(at)) return { at, cut: '' };
  const cut = match.input.slice(0, match.index).replace(/[./]+$/, '');
  return { at, mark: match[0], cut: cut === '' ? '/' : cut };
}

const noPattern = 'stands for itself in a path, which is no pattern';
const unseenPattern =
  'a mark of patterns, such as "*", stands for itself in a path: expected a path without any, which stands for all below it';

/** What nginx calls any host. */
function anyHost({ path, value }: RawEntry): Finding[] {
  if (value.host !== '_') return [];
  return [
    {
      path: [...path, 'host'],
      at: 'value',
      message: 'this is a host named "_" and no other: expected top-level paths, which answer for any host',
    },
  ];
}

const noFiles: ReadonlySet<string> = new Set([
  'off',
  'false',
  'no',
  'none',
  'on',
  'true',
  'yes',
  'stdout',
  'stderr',
  'console',
  'info',
  'debug',
  'warn',
  'error',
  'json',
  '-',
]);

function logWord({ value }: RawEntry): Finding[] {
  if (typeof value.log !== 'string' || !noFiles.has(value.log.toLowerCase())) return [];
  const message = `the log goes to a file named ${quote(value.log)}: expected no log key for standard output, or the name of a file such as mangrove.log`;
  return [{ path: ['log'], at: 'value', message }];
}

/** Quotes that a word processor made of `"` and `'`, which are letters to YAML. */
function printedQuotes(value: unknown, path: Path = []): Finding[] {
  // In what is read by people they are right.
  if (path.at(-1) === 'body') return [];
  if (typeof value === 'string')
    return /^[“”„‘’«»].*|.*[“”«»]$/u.test(value)
      ? [{ path, at: 'value', message: `${quote(value)} has the quotes of printed text, which belong to the value here: expected " or '` }]
      : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => printedQuotes(item, [...path, index]));
  return isMap(value) && !(value instanceof Map) ? Object.entries(value).flatMap(([key, item]) => printedQuotes(item, [...path, key])) : [];
}
