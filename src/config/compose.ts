import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parse, type Scalar, type YAMLMap } from 'yaml';
import { type Filled, keySlip, plainKey, type Variables } from './environment';
import { type Finding, keyText, type Path, quote, type Step } from './problems';
import { nearest } from './suggest';

export type Position = { readonly file: string; readonly line: number; readonly column: number };
export type TextMistake = Position & { readonly path: Path; readonly message: string };

/** What a text is composed with. */
type Means = {
  readonly variables: Variables;
  /** The text of a scalar as it stands in the file. */
  unmask(text: string): string;
  mistake(offset: number, path: Path, message: string): TextMistake;
  /** Where the next `token` within these offsets is; undefined when it is spelled in another way. */
  find(token: string, from: number, to: number): number | undefined;
};

/** More values than this are never made from aliases: a few lines can ask for billions. */
const maxAliased = 1_000_000;

type Composed = {
  readonly value: unknown;
  readonly size: number;
  /** Of a number, a boolean or `null` written out. */
  readonly spelling?: string | undefined;
  /** Of a text with variables in it. */
  readonly filled?: Filled | undefined;
};
type Place = Pick<Composed, 'spelling' | 'filled'> & { readonly key: number; readonly value: number };

/** Makes plain values of YAML nodes, in the order of the text, and remembers where each of them stands and how it is spelled. */
export class Composer {
  readonly mistakes: TextMistake[] = [];
  isBomb = false;
  readonly #means: Means;
  readonly #anchors = new Map<string, Node>();
  readonly #composed = new Map<Node, Composed>();
  readonly #places = new WeakMap<object, Map<Step, Place>>();
  #aliased = 0;
  #root = 0;

  constructor(means: Means) {
    this.#means = means;
  }

  compose(contents: Node | null): unknown {
    this.#root = contents?.range?.[0] ?? 0;
    return contents === null ? null : this.#node(contents, []).value;
  }

  offset(root: unknown, path: Path, at: Finding['at']): number {
    let offset = this.#root;
    let value = root;
    for (const [index, step] of path.entries()) {
      const place = typeof value === 'object' && value !== null ? this.#places.get(value)?.get(step) : undefined;
      if (place === undefined) return offset;
      const isLast = index === path.length - 1;
      offset = isLast && at === 'key' ? place.key : place.value;
      value = (value as Record<Step, unknown>)[step];
    }
    return offset;
  }

  /** How a number, a boolean or `null` is spelled in the text; undefined for any other value. */
  spelling(parent: object, step: Step): string | undefined {
    return this.#places.get(parent)?.get(step)?.spelling;
  }

  /** How the scalar at a path is spelled, and which variables are in it. */
  scalarAt(root: unknown, path: Path): Pick<Place, 'spelling' | 'filled'> | undefined {
    const step = path.at(-1);
    const parent = path.slice(0, -1).reduce<unknown>((value, one) => (isObject(value) ? Reflect.get(value, one) : undefined), root);
    return step !== undefined && isObject(parent) ? this.#places.get(parent)?.get(step) : undefined;
  }

  /** The keys of a map in the order of the text, those of merges last. */
  keys(map: object): Iterable<Step> {
    return this.#places.get(map)?.keys() ?? [];
  }

  #report(node: Node, path: Path, message: string): void {
    this.mistakes.push(this.#means.mistake(node.range?.[0] ?? 0, path, message));
  }

  #node(node: Node, path: Path): Composed {
    if (isAlias(node)) return this.#alias(node, path);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    if (isScalar(node)) this.#checkText(node, node.value, path);
    const composed = this.#plain(node, path);
    if (anchor !== undefined) this.#composed.set(node, composed);
    return composed;
  }

  /** `"\ud83c"` is no text: it cannot be sent, in UTF-8 or otherwise. */
  #checkText(node: Node, text: unknown, path: Path): void {
    if (typeof text === 'string' && !text.isWellFormed())
      this.#report(node, path, `${quote(text)} has half of a character (a lone surrogate): expected all of it`);
  }

  #plain(node: Node, path: Path): Composed {
    if (isMap(node)) return this.#map(node, path);
    if (isSeq(node)) return this.#list(node.items as (Node | null)[], path);
    return isScalar(node) ? this.#scalar(node, path) : { value: null, size: 1 };
  }

  #scalar(node: Scalar, path: Path): Composed {
    if (typeof node.value !== 'string') return { value: node.value, size: 1, spelling: spellingOf(node) };
    const { text, isWritten, filled, slips } = this.#means.variables.fill(this.#means.unmask(node.value));
    let [from = 0, to = 0] = node.range ?? [];
    for (const { written, message } of slips) {
      const at = this.#means.find(written, from, to);
      this.mistakes.push(this.#means.mistake(at ?? node.range?.[0] ?? 0, path, message));
      from = at === undefined ? to : at + 1;
    }
    return isWritten ? { value: text, size: 1 } : { ...readScalar(text), size: 1, filled };
  }

  #alias(alias: Alias, path: Path): Composed {
    const nothing = { value: null, size: 1 };
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      this.#report(alias, path, unknownAlias(alias.source, this.#anchors.keys()));
      return nothing;
    }
    const composed = this.#composed.get(target);
    if (composed === undefined) {
      this.#report(
        alias,
        path,
        `alias ${quote(`*${alias.source}`)} stands inside the value it names: expected an anchor that ends before it`,
      );
      return nothing;
    }
    this.#aliased += composed.size;
    if (this.#aliased <= maxAliased) return composed;
    if (!this.isBomb) this.#report(alias, path, `aliases make this file larger than ${maxAliased} values: expected fewer or smaller ones`);
    this.isBomb = true;
    return nothing;
  }

  #list(items: readonly (Node | null)[], path: Path): Composed {
    const list: unknown[] = [];
    const places = new Map<Step, Place>();
    let size = 1;
    for (const [index, item] of items.entries()) {
      const composed: Composed = item === null ? { value: null, size: 1 } : this.#node(item, [...path, index]);
      const offset = item?.range?.[0] ?? 0;
      list.push(composed.value);
      places.set(index, { key: offset, value: offset, spelling: composed.spelling, filled: composed.filled });
      size += composed.size;
    }
    this.#places.set(list, places);
    return { value: list, size };
  }

  #map(node: YAMLMap, path: Path): Composed {
    const map: Record<string, unknown> = {};
    const places = new Map<Step, Place>();
    const merged: unknown[] = [];
    let size = 1;
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const key = this.#key(pair.key, path);
      if (key === undefined) continue;
      const composed: Composed = pair.value === null ? { value: null, size: 1 } : this.#node(pair.value, [...path, key]);
      size += composed.size;
      if (isMerge(pair.key)) {
        merged.push(...this.#mergeSources(composed.value, pair.key, path));
        continue;
      }
      if (this.#isRefusedKey(pair.key, key, places, path)) continue;
      map[key] = composed.value;
      places.set(key, placeOf(pair, composed));
    }
    for (const source of merged) this.#merge(map, places, source as Record<string, unknown>);
    this.#places.set(map, places);
    return { value: map, size };
  }

  #key(node: Node, path: Path): string | undefined {
    const target = isAlias(node) ? this.#anchors.get(node.source) : node;
    if (isScalar(target)) {
      if (target.anchor !== undefined) this.#anchors.set(target.anchor, target);
      this.#checkText(node, target.source, path);
      const key = this.#means.unmask(target.source ?? String(target.value));
      const slip = keySlip(key);
      if (slip === undefined) return plainKey(key);
      this.#report(node, [...path, key], slip);
      return undefined;
    }
    this.#report(node, path, 'this key is not text: expected text as the key');
    return undefined;
  }

  #isRefusedKey(node: Node, key: string, places: ReadonlyMap<Step, Place>, path: Path): boolean {
    if (key === '__proto__') {
      this.#report(node, [...path, key], 'unknown key "__proto__": expected a key that means something here');
      return true;
    }
    const first = places.get(key);
    if (first === undefined) return false;
    const { line } = this.#means.mistake(first.key, path, '');
    this.#report(node, [...path, key], `key ${quote(key)} is given twice in this map, first at line ${line}: expected it once`);
    return true;
  }

  #mergeSources(value: unknown, key: Node, path: Path): unknown[] {
    const sources = Array.isArray(value) ? value : [value];
    if (sources.every((source) => typeof source === 'object' && source !== null && !Array.isArray(source))) return sources;
    this.#report(key, [...path, '<<'], '"<<" merges something that is not a map: expected an alias of a map, or a list of such');
    return [];
  }

  #merge(map: Record<string, unknown>, places: Map<Step, Place>, source: Record<string, unknown>): void {
    for (const [key, place] of this.#places.get(source) ?? []) {
      if (places.has(key)) continue;
      map[key] = source[key];
      places.set(key, place);
    }
  }
}

/** `*.mango.com` without quotes is an alias to YAML, and never meant as one. */
function unknownAlias(name: string, anchors: Iterable<string>): string {
  const near = nearest(name, anchors);
  if (near !== undefined) return `unknown alias ${quote(`*${name}`)}; did you mean *${keyText(near)}?`;
  const isWord = /^[a-z][a-z_-]*$/.test(name);
  // A host is shown in its quotes; anything else may be a password.
  const quoted = /^(\.[\w-]+)+$/.test(name) ? `, ${quote(`*${name}`)}` : '';
  if (!isWord) return `a value that begins with "*" is an alias in YAML: expected quotes around it${quoted}`;
  return `unknown alias ${quote(`*${name}`)}: expected an anchor &${keyText(name)} before it, or quotes around a text that begins with "*"`;
}

function isMerge(key: Node): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

/** An empty value has no place of its own; its key stands for it. */
function placeOf(pair: Pair<Node, Node | null>, { spelling, filled }: Composed): Place {
  const key = pair.key.range?.[0] ?? 0;
  const range = pair.value?.range;
  const isNothing = isScalar(pair.value) && (pair.value as Scalar).value === null && spelling === undefined;
  const isEmpty = range === undefined || range === null || isNothing;
  return { key, value: isEmpty ? key : range[0], spelling, filled };
}

const likeNumberOrSwitch = /^(?:[-+]?\.?\d[-+.\w]*|[-+]?\.(?:inf|nan)|true|false)$/i;

/** What came from the environment is a number or a boolean where YAML would read it as one, but never `null` or more than a scalar. */
function readScalar(text: string): Pick<Composed, 'value' | 'spelling'> {
  const value: unknown = likeNumberOrSwitch.test(text) ? parse(text, { schema: 'core', logLevel: 'silent' }) : text;
  return typeof value === 'number' || typeof value === 'boolean' ? { value, spelling: text } : { value: text };
}

/** `~` is no word for anything, and neither is nothing at all. */
function spellingOf({ value, source }: Scalar): string | undefined {
  return typeof value === 'string' || source === '' || source === '~' ? undefined : source;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
