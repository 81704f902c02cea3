import { exampleWith } from './example-values';
import { type Cure, foreignCure } from './foreign-words';
import { placesText, sectionOf } from './key-places';
import { type Finding, keyText, type Path, quote } from './problems';
import { distance, nearest, squash } from './suggest';

/** What is known of a map with keys that it should not have. */
export type KnownMap = {
  readonly path: Path;
  /** The keys that it may have. */
  readonly keys: readonly string[];
  /** By which docs/configuration.md describes it. */
  readonly id: string | undefined;
  /** The value of one of its keys, as it was read. */
  valueUnder(key: string): unknown;
  /** Where every key of a config may stand. */
  readonly places: ReadonlyMap<string, readonly string[]>;
};

/** The mistakes of keys that a map should not have; several that are one slip are one mistake. */
export function unknownKeys(keys: readonly string[], map: KnownMap): Finding[] {
  const around = keysAround(keys, map);
  if (around !== undefined) return [around];
  const findings = new Map<string, Finding>();
  for (const key of keys) {
    const finding = unknownKey(key, map);
    const cure = foreignCure(key, withinOf(map.path))?.write ?? finding.message.slice(finding.message.indexOf(': expected'));
    const known = findings.get(cure);
    if (known === undefined || cure.startsWith(': expected one of')) findings.set(known === undefined ? cure : key, finding);
    else findings.set(cure, { ...known, message: alsoOf(key, known.message) });
  }
  return [...findings.values()];
}

/** `unknown key "host": …` as `unknown keys "host", "port": …`. */
function alsoOf(key: string, message: string): string {
  return message
    .replace('unknown key ', 'unknown keys ')
    .replace(': expected it ', ': expected them ')
    .replace(': expected', () => `, ${quote(key)}: expected`);
}

/** Names of headers, pools or users that stand one map too far out. */
function keysAround(keys: readonly string[], { path, id, keys: known }: KnownMap): Finding | undefined {
  const [first = ''] = keys;
  const place = { path: [...path, first], at: 'key' } as const;
  if (keys.some((key) => nearest(key, known) !== undefined || foreignCure(key, withinOf(path)) !== undefined)) return undefined;
  const subject = `unknown key${keys.length === 1 ? '' : 's'} ${keys.slice(0, 3).map(quote).join(', ')}`;
  if (id?.endsWith('_edits'))
    return {
      ...place,
      meant: 'add',
      message: `${subject}: expected names within add, append or remove, such as add: {${keyText(first)}: …}`,
    };
  if (id === 'split')
    return { ...place, meant: 'pools', message: `${subject}: expected names within pools, such as pools: {${keyText(first)}: 1}` };
  // Such a key may hold a password.
  if (id !== 'basic_auth') return undefined;
  return { path, at: 'value', meant: 'users', message: 'a key is no setting of basic_auth: expected the names of users within users' };
}

function unknownKey(key: string, map: KnownMap): Finding {
  const finding = { path: [...map.path, key], at: 'key' } as const;
  const slip = slipIn(key);
  if (slip !== undefined) return { ...finding, message: slip, shown: map.path };
  const meant = meantKey(key, map.keys, withinOf(map.path));
  const message = `unknown key ${quote(key)}${hint(key, meant, map)}`;
  return meant === undefined ? { ...finding, message } : { ...finding, message, meant };
}

function hint(key: string, meant: string | undefined, map: KnownMap): string {
  const { path, keys, id, places } = map;
  const cure = foreignCure(key, withinOf(path));
  const same = keys.find((known) => squash(known) === squash(key));
  if (same === undefined && cure !== undefined) return cureText(cure, valueFor(key, map), map);
  if (meant !== undefined) return `; did you mean ${quote(meant)}?`;
  const elsewhere = placesText(places.get(key) ?? []);
  if (elsewhere !== undefined) return `: expected it ${elsewhere}`;
  return `: expected ${oneOfKeys(key, keys, id)}`;
}

/** What stands under a key; of the two parts of a server’s address, both. */
function valueFor(key: string, { path, valueUnder }: KnownMap): unknown {
  const [host, port] = [valueUnder('host') ?? valueUnder('ip') ?? valueUnder('hostname'), valueUnder('port')];
  return withinOf(path) === 'servers' && typeof host === 'string' && port !== undefined ? `${host}:${port}` : valueUnder(key);
}

function cureText({ write, say, note }: Cure, value: unknown, { keys, places }: KnownMap): string {
  if (write === undefined) return `: ${say}`;
  const key = keyOf(write);
  const place = keys.includes(key) ? undefined : placesText(places.get(key) ?? []);
  return [`: expected ${exampleWith(write, value)}`, ...[place, note].filter((part) => part !== undefined)].join(', ');
}

/** The known key that an unknown one stands for, being a slip of it or the word of another program; undefined when none is near. */
export function meantKey(key: string, known: readonly string[], within: string | undefined): string | undefined {
  const same = known.find((one) => squash(one) === squash(key));
  const write = foreignCure(key, within)?.write;
  if (same !== undefined || write === undefined) return same ?? nearest(key, known);
  return known.includes(keyOf(write)) ? keyOf(write) : undefined;
}

/** The key in whose map, or list of maps, a path ends. */
export function withinOf(path: Path): string | undefined {
  if (path.length === 2 && path[0] === 'pools') return 'pools';
  return path.length === 0 ? 'top' : path.findLast((step) => typeof step === 'string');
}

function keyOf(write: string): string {
  return write.slice(0, write.indexOf(':'));
}

/** A key that is none because of a mark in or around it. */
function slipIn(key: string): string | undefined {
  if (/[\u00a0\u2000-\u200b\u3000\ufeff]/.test(key)) return `key ${quote(key)} holds a space that is none to YAML: expected a usual one`;
  if (/[“”„‘’«»]/.test(key)) return `key ${quote(key)} holds the quotes of printed text: expected " or ', or none`;
  if (/^-\S/.test(key)) return 'a key begins with a "-" that has no space behind it: expected "- " before an item of a list';
  if (/^[\w-]+:$/.test(key)) return `key ${quote(key)} has a colon too many: expected one`;
  // What follows is a value, which may be a password.
  const [, name, mark] = /^([\w-]+)\s*([:=])\s*\S/.exec(key) ?? [];
  return name === undefined ? undefined : `${quote(`${name}${mark}`)} has no colon with a space behind it: expected "${name}: …"`;
}

/** So many keys are read; of more, the nearest. */
const mostKeys = 8;
const fewKeys = 5;
/** Of a longer key these are compared, which is in a time that the length does not multiply. */
const mostLetters = 64;

function oneOfKeys(key: string, keys: readonly string[], id: string | undefined): string {
  if (keys.length === 0) return 'a key that means something here';
  if (keys.length <= mostKeys) return keys.length === 1 ? String(keys[0]) : `one of ${keys.join(', ')}`;
  const word = squash(key.slice(0, mostLetters));
  const far = new Map(keys.map((one) => [one, distance(word, squash(one))]));
  const near = keys.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0)).slice(0, fewKeys);
  const section = id === undefined ? 'Top level' : sectionOf(id);
  return `one of those under "${section}" in docs/configuration.md, such as ${near.join(', ')}`;
}
