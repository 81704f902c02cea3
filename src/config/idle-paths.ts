import { comparablePrefix } from '../http/comparable';
import { isPattern } from './literal-texts';
import { type Finding, type Path, type Places, quote } from './problems';
import { entriesOf, entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

type Refusal = { readonly path: Path; readonly text: string; readonly prefix: string };

/** Paths that a firewall names twice, or that never come to the entry whose firewall it is. */
export function findIdlePaths(root: RawEntry, places: Places): Finding[] {
  const paths = [...entriesOf(root, 'hosts').flatMap((host) => entriesOf(host, 'paths')), ...entriesOf(root, 'paths')];
  return [
    ...paths.flatMap((entry) => elsewhere(entry, places)),
    ...[...paths, ...entriesOf(root, 'hosts').filter(({ value }) => value.paths === undefined)].flatMap(refusesAll),
    ...[root, ...poolsOf(root), ...entriesWithin(root)].flatMap((entry) => repeated(refusalsOf(entry), places)),
  ];
}

function refusalsOf({ path, value: { firewall_rules: rules } }: RawEntry): Refusal[] {
  if (!isMap(rules) || !Array.isArray(rules.path_reject)) return [];
  return rules.path_reject.flatMap((text: unknown, index): Refusal[] => {
    const prefix = comparablePrefix(String(text));
    return prefix === undefined ? [] : [{ path: [...path, 'firewall_rules', 'path_reject', index], text: String(text), prefix }];
  });
}

/** A firewall sees the path as the client sent it, before that of the entry is taken off. */
function elsewhere(entry: RawEntry, places: Places): Finding[] {
  const own = comparablePrefix(String(entry.value.path));
  if (own === undefined) return [];
  return refusalsOf(entry).flatMap(({ path, text, prefix }): Finding[] => {
    // A pattern has a warning of its own.
    if (holds(own, prefix) || holds(prefix, own) || [String(entry.value.path), text].some(isPattern)) return [];
    if (![path, [...entry.path, 'path']].every(places.isWritten))
      return [{ path, at: 'value', message: `${quote(text)} ${unseenElsewhere}` }];
    const message = `${quote(text)} never comes here, where all paths begin with ${quote(own)}, which a firewall sees too: expected ${own}${prefix}, or the rule at another place`;
    return [{ path, at: 'value', message }];
  });
}

const unseenElsewhere =
  'never comes here, where all paths begin with that of this entry, which a firewall sees too: expected both together, or the rule at another place';

/** An entry that refuses all that comes to it. */
function refusesAll(entry: RawEntry): Finding[] {
  const own = comparablePrefix(String(entry.value.path ?? '/'));
  return refusalsOf(entry).flatMap(({ path, text, prefix }): Finding[] => {
    if (own === undefined || !holds(prefix, own)) return [];
    const message = `${quote(text)} refuses every request that comes here (403): expected the paths below that are to be refused, or respond: {status: 403} in place of what answers`;
    return [{ path, at: 'value', message }];
  });
}

function holds(prefix: string, path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function repeated(list: readonly Refusal[], places: Places): Finding[] {
  const first = new Map<string, Refusal>();
  return list.flatMap((item): Finding[] => {
    const before = first.get(item.prefix) ?? item;
    first.set(item.prefix, before);
    if (before === item) return [];
    const as = before.text === item.text ? '' : ` as ${quote(before.text)}`;
    const message = `${quote(item.text)} is on this list already${as}, at ${places.of(before.path, item.path)}: expected it once`;
    return [{ path: item.path, at: 'value', message }];
  });
}
