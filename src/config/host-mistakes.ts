import { type Finding, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';
import { asciiHost } from '../http/wire-text';

/** A Host that rules give to a backend in another alphabet: unlike other fields it has an ASCII form, and no other (RFC 3986 §3.2.2). */
export function findHostMistakes(root: RawEntry): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap(({ path, value: { header_rules: rules } }) =>
    ['add', 'append'].flatMap((edit): Finding[] => {
      const fields = isMap(rules) ? rules[edit] : undefined;
      if (!isMap(fields)) return [];
      return Object.entries(fields).flatMap(([name, value]): Finding[] => {
        const [host] = [value].flat();
        const ascii = name.toLowerCase() === 'host' && typeof host === 'string' ? asciiHost(host) : host;
        if (ascii === host) return [];
        const message = `Host is ${quote(String(host))}, which is not in ASCII: expected ${ascii ?? 'a host name'}`;
        return [{ path: [...path, 'header_rules', edit, name], at: 'value', message }];
      });
    }),
  );
}
