import type { z } from 'zod';
import type { Step } from './problems';

/** What is known of a file beside its values, by the map or list that they stand in. */
type Written = {
  /** How a number, a boolean or `null` is spelled; undefined for any other value. */
  spelling(parent: object, step: Step): string | undefined;
  /** The keys of a map in their order. */
  keys(map: object): Iterable<Step>;
};

type Schema = z.core.$ZodType;

/** What a schema takes, seen through its defaults, alternatives and transforms. */
export type Wanted = {
  takesText: boolean;
  takesAnything: boolean;
  /** The kinds of scalar that are taken as they were read, and single values of them. */
  readonly types: Set<string>;
  readonly values: Set<unknown>;
  readonly items: Schema[];
  readonly properties: Readonly<Record<string, Schema>>[];
  /** What the values of a map must be, whatever their key. */
  readonly rest: Schema[];
  /** Whether a map is to keep the order of the file, which a plain object does not for keys such as `2`. */
  inOrder: boolean;
};

/**
 * The value with all that stands where `schema` wants a text in the spelling of the file: YAML reads `1.10`, `0042` and `True` as
 * numbers and booleans, and a header or a password is neither. Where a number, a boolean or nothing is taken too, and everywhere
 * else, what was read stays. What is changed is copied.
 */
export function asSpelled(value: unknown, schema: Schema, written: Written): unknown {
  return inside(value, wantedBy(schema));

  function inside(read: unknown, wanted: Wanted): unknown {
    if (typeof read !== 'object' || read === null || read instanceof Map) return read;
    if (Array.isArray(read)) return inList(read, wanted);
    const map = inMap(read as Readonly<Record<string, unknown>>, wanted);
    return wanted.inOrder ? new Map(Array.from(written.keys(read), (key) => [key, map[key]])) : map;
  }

  function inList(list: readonly unknown[], { items }: Wanted): readonly unknown[] {
    let changed: unknown[] | undefined;
    for (const schema of items)
      for (const [index, item] of (changed ?? list).entries()) {
        const spelled = one(item, schema, list, index);
        if (spelled === item) continue;
        changed ??= [...list];
        changed[index] = spelled;
      }
    return changed ?? list;
  }

  function inMap(map: Readonly<Record<string, unknown>>, { properties, rest }: Wanted): Readonly<Record<string, unknown>> {
    let changed: Record<string, unknown> | undefined;
    for (const key of Object.keys(map)) {
      const known = properties.flatMap((shape) => (Object.hasOwn(shape, key) ? [shape[key] as Schema] : []));
      for (const schema of [...known, ...rest]) {
        const read = (changed ?? map)[key];
        const spelled = one(read, schema, map, key);
        if (spelled === read) continue;
        changed ??= { ...map };
        changed[key] = spelled;
      }
    }
    return changed ?? map;
  }

  function one(read: unknown, schema: Schema, parent: object, step: Step): unknown {
    const wanted = wantedBy(schema);
    if (typeof read === 'object' && read !== null) return inside(read, wanted);
    if (read === 'off' || read === 'on') return switched(read, wanted);
    if (typeof read === 'string' || !wanted.takesText || wanted.takesAnything) return read;
    if (wanted.types.has(typeof read) || wanted.values.has(read)) return read;
    return written.spelling(parent, step) ?? read;
  }
}

/** `on` and `off` are `true` and `false` wherever those are wanted, in quotes or not; YAML 1.2 reads them as text. */
function switched(word: 'on' | 'off', { types, values }: Wanted): string | boolean {
  const meant = word === 'on';
  return !values.has(word) && (types.has('boolean') || values.has(meant)) ? meant : word;
}

const known = new WeakMap<Schema, Wanted>();

/** Reads a schema once. */
export function wantedBy(schema: Schema): Wanted {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const wanted: Wanted = {
    takesText: false,
    takesAnything: false,
    types: new Set(),
    values: new Set(),
    items: [],
    properties: [],
    rest: [],
    inOrder: false,
  };
  collect(schema as z.core.$ZodTypes, wanted);
  known.set(schema, wanted);
  return wanted;
}

function collect(schema: z.core.$ZodTypes, wanted: Wanted): void {
  const { def } = schema._zod;
  switch (def.type) {
    case 'string':
    case 'enum':
      wanted.takesText = true;
      return;
    case 'number':
    case 'boolean':
      wanted.types.add(def.type);
      return;
    case 'literal':
      for (const value of def.values) wanted.values.add(value);
      wanted.takesText ||= def.values.some((value) => typeof value === 'string');
      return;
    case 'array':
      wanted.items.push(def.element);
      return;
    case 'object':
      wanted.properties.push(def.shape);
      return;
    case 'map':
      wanted.inOrder = true;
      wanted.rest.push(def.valueType);
      return;
    case 'record':
      wanted.rest.push(def.valueType);
      return;
    case 'union':
      for (const option of def.options) collect(option as z.core.$ZodTypes, wanted);
      return;
    case 'pipe':
      collect(def.in as z.core.$ZodTypes, wanted);
      return;
    case 'optional':
    case 'default':
    case 'prefault':
      collect(def.innerType as z.core.$ZodTypes, wanted);
      return;
    default:
      wanted.takesAnything = true;
  }
}
