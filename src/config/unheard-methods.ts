import { METHODS } from 'node:http';
import { type Finding, type Path, quote } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry, type RawMap } from './raw';
import { nearest } from './suggest';

/** What Node's parser of HTTP lets in; a request with another method is answered 400 before anything can look at it. */
const known: ReadonlySet<string> = new Set(METHODS);
/** Answered 405 whatever the config says. */
const unserved: ReadonlySet<string> = new Set(['CONNECT', 'TRACE']);

type Naming = { readonly path: Path; readonly method: string; readonly isRefusal: boolean };

/** Methods that a config names and no request can have. */
export function findUnheardMethods(root: RawEntry): Finding[] {
  return [root, ...poolsOf(root), ...entriesWithin(root)].flatMap(namings).flatMap(({ path, method, isRefusal }): Finding[] => {
    if (!known.has(method)) return [{ path, at: 'value', message: unknownMethod(method) }];
    if (isRefusal || !unserved.has(method)) return [];
    return [{ path, at: 'value', message: `method ${method} never arrives, since it is always answered 405: expected it to be left out` }];
  });
}

function namings({ path, value }: RawEntry): Naming[] {
  const { methods, firewall_rules: firewall, cors } = value;
  const upperCase = (method: string) => method.toUpperCase();
  return [
    ...listed(methods, [...path, 'methods'], false).map((naming) => ({ ...naming, method: upperCase(naming.method) })),
    ...inMap(firewall, [...path, 'firewall_rules'], 'method_reject', true).map((naming) => ({
      ...naming,
      method: upperCase(naming.method),
    })),
    // Here case counts, and `*` is any.
    ...inMap(cors, [...path, 'cors'], 'methods', false).filter(({ method }) => method !== '*'),
  ];
}

function inMap(map: unknown, path: Path, key: string, isRefusal: boolean): Naming[] {
  return isMap(map) ? listed((map as RawMap)[key], [...path, key], isRefusal) : [];
}

function listed(list: unknown, path: Path, isRefusal: boolean): Naming[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((method: unknown, index) => (typeof method === 'string' ? [{ path: [...path, index], method, isRefusal }] : []));
}

function unknownMethod(method: string): string {
  const near = nearest(method, METHODS);
  const cure = near === undefined ? ': expected it to be left out' : `; did you mean ${near}?`;
  return `method ${quote(method)} never arrives, since the HTTP parser does not know it and such requests are answered 400${cure}`;
}
