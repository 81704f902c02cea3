import { comparablePath } from '../http/comparable';
import { type Finding, quote } from './problems';
import { entriesOf, isMap, type RawEntry } from './raw';

/**
 * The first change to a path, where no path can have what it looks for: it is not in the form that paths have, or it looks for a query.
 * Later ones may find what an earlier one made.
 */
export function findIdleRewrites(root: RawEntry): Finding[] {
  const hosts = entriesOf(root, 'hosts');
  const inHosts = hosts.filter(({ value }) => value.rewrite_rules === undefined).flatMap((host) => entriesOf(host, 'paths'));
  return [...hosts, ...inHosts, ...entriesOf(root, 'paths')].flatMap((entry): Finding[] => {
    const { rewrite_rules: rules } = entry.value;
    if (!isMap(rules)) return [];
    const [text] = keysOf(rules.replace);
    const [pattern] = text === undefined ? keysOf(rules.regex) : [];
    const [key, name] = text === undefined ? ['regex', pattern] : ['replace', text];
    const why = text === undefined ? patternMistake(pattern ?? '') : textMistake(text);
    if (name === undefined || why === undefined) return [];
    const message = `nothing is rewritten by ${quote(name)}, because ${why}`;
    return [{ path: [...entry.path, 'rewrite_rules', key, name], at: 'key', message }];
  });
}

function keysOf(map: unknown): string[] {
  if (map instanceof Map) return [...map.keys()].map(String);
  return isMap(map) ? Object.keys(map) : [];
}

const noQuery = 'a path ends before its query: expected param_rules for the query, or only the part before "?"';

function textMistake(text: string): string | undefined {
  if (text.includes('?')) return noQuery;
  if (text.includes('//')) return 'paths are normalised first, and "//" is one "/" then: expected a single one';
  if (/\/\.\.?\//.test(text)) return 'paths are normalised first, and have no dot segments then: expected a text without them';
  const normal = text.replace(/%[0-9A-Fa-f]{2}/g, (byte) => comparablePath(`/x${byte}`)?.slice(2) ?? byte);
  return normal === text ? undefined : `paths are normalised first, and have ${quote(normal)} in its place then: expected that`;
}

/** Only plain cases: neither alternatives, nor a first piece that may be left out. */
function patternMistake(pattern: string): string | undefined {
  if (/[|()]/.test(pattern)) return undefined;
  const [, letter] = /^\^(\w)(?![?*{])/.exec(pattern) ?? [];
  if (letter !== undefined) return `paths begin with "/": expected ^/${pattern.slice(1)}`;
  return /\\\?(?![?*{])/.test(pattern) ? noQuery : undefined;
}
