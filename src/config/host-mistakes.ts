import { type Finding, type Places, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';
import { asciiHost } from '../http/wire-text';

/** A Host that rules give to a backend in another alphabet: unlike other fields it has an ASCII form, and no other (RFC 3986 §3.2.2). */
export function findHostMistakes(root: RawEntry, places: Places): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap(({ path, value: { header_rules: rules } }) =>
    ['add', 'append'].flatMap((edit): Finding[] => {
      const fields = isMap(rules) ? rules[edit] : undefined;
      if (!isMap(fields)) return [];
      return Object.entries(fields).flatMap(([name, value]): Finding[] => {
        const [host] = [value].flat();
        const ascii = name.toLowerCase() === 'host' && typeof host === 'string' ? asciiHost(host) : host;
        if (ascii === host) return [];
        const at = [...path, 'header_rules', edit, name];
        const isWritten = places.isWritten(Array.isArray(value) ? [...at, 0] : at);
        const cure = isWritten ? (ascii ?? 'a host name') : 'its ASCII form, which begins with xn--';
        return [{ path: at, at: 'value', message: `Host is ${quote(String(host))}, which is not in ASCII: expected ${cure}` }];
      });
    }),
  );
}
