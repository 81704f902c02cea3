import { type Finding, type Path, type Places, quote } from './problems';
import { entriesOf, entriesWithin, isMap, type RawEntry } from './raw';

/** Texts that stand for themselves, letter by letter, and look as if they were meant for more. */
export function findLiteralTexts(root: RawEntry, places: Places): Finding[] {
  return [
    ...entriesWithin(root).flatMap((entry) => pathPattern(entry, places)),
    ...entriesOf(root, 'hosts').flatMap(anyHost),
    ...logWord(root),
    ...printedQuotes(root.value),
  ];
}

/** `/cart/*`, `/user/:id`, `/user/{id}`, `/cart$`: none of these marks means anything in a path. */
function pathPattern({ path, value }: RawEntry, places: Places): Finding[] {
  if (typeof value.path !== 'string') return [];
  const [mark] = /\*|\/:\w+|\{\w*\}|[$^]|\.\+|\\|\(.*\)/.exec(value.path) ?? [];
  if (mark === undefined) return [];
  const at = [...path, 'path'];
  if (!places.isWritten(at)) return [{ path: at, at: 'value', message: unseenPattern }];
  const cut = value.path.slice(0, value.path.search(/\*|\/:\w+|\{\w*\}|[$^]|\.\+|\\|\(/)).replace(/[./]+$/, '');
  const cure = mark === '$' ? `path: ${cut} with exact: true` : `path: ${cut === '' ? '/' : cut}, which stands for all below it`;
  const message = `${quote(mark)} stands for itself in a path, which is no pattern: expected ${cure}`;
  return [{ path: at, at: 'value', message }];
}

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
