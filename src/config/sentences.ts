import { z } from 'zod';
import { addressForm } from './addresses';
import type { YamlText } from './document';
import { foundFilled } from './environment';
import { type Finding, found, keyText, type Path, quote, type Step } from './problems';
import { isMap } from './raw';
import { nearest } from './suggest';
import { type KnownMap, unknownKeys } from './unknown-keys';
import { valueCure } from './value-cures';

type Issue = z.core.$ZodIssue;

/** Which keys a map may have, and its `id`, by the list of those it should not have had: zod's issues carry only the latter. */
export type KnownKeys = WeakMap<readonly string[], Pick<KnownMap, 'keys' | 'id'>>;

/** For `safeParse`: leaves every message without words of the schema's own empty, and notes the known keys of each map. */
export function noteKnownKeys(known: KnownKeys): z.core.$ZodErrorMap {
  return (issue) => {
    const shape = (issue.inst?._zod.def as { readonly shape?: object } | undefined)?.shape;
    if (issue.code === 'unrecognized_keys' && shape !== undefined)
      known.set(issue.keys, { keys: Object.keys(shape), id: idOf(issue.inst as z.core.$ZodType) });
    return '';
  };
}

function idOf(schema: z.core.$ZodType): string | undefined {
  return z.globalRegistry.get(schema)?.id;
}

/** What was checked: the value as YAML reads it, how a number, a boolean or `null` in it is spelled, what came from the environment, and where keys may stand. */
type Read = Pick<YamlText, 'value' | 'spelling' | 'filled'> & Pick<KnownMap, 'places'>;

/** The mistakes that zod found in what was read, in sentences; unions are unfolded to the branch that was meant. */
export function explain(issues: readonly Issue[], read: Read, known: KnownKeys): Finding[] {
  const findings = issues.flatMap((issue) => explainOne(issue, [], read, known));
  const meant = new Set(
    findings
      .filter((one) => one.meant !== undefined)
      .map((one) => JSON.stringify([...one.path.slice(0, one.at === 'key' ? -1 : undefined), one.meant])),
  );
  const mapsWithUnknown = new Set(findings.filter((one) => one.at === 'key').map((one) => JSON.stringify(one.path.slice(0, -1))));
  return findings.filter(
    (one) =>
      (one.missing === undefined || !meant.has(JSON.stringify(one.path))) &&
      (one.ofWhole === undefined || !mapsWithUnknown.has(JSON.stringify(one.path))),
  );
}

function explainOne(issue: Issue, base: Path, read: Read, known: KnownKeys): Finding[] {
  const path = [...base, ...(issue.path as Step[])];
  if (issue.code === 'unrecognized_keys')
    return unknownKeys(issue.keys, {
      keys: [],
      id: undefined,
      ...known.get(issue.keys),
      path,
      places: read.places,
      valueUnder: (key) => writtenAt(read, [...path, key]),
    });
  if (issue.code === 'invalid_key') return [{ path, at: 'key', message: keySentence(String(path.at(-1)), issue.issues[0]) }];
  const branch = issue.code === 'invalid_union' ? meantBranch(issue) : undefined;
  if (branch !== undefined) return branch.flatMap((inner) => explainOne(inner, path, read, known));
  const missing = missingKey(path, read.value);
  if (missing !== undefined)
    return [{ path, at: 'value', message: `${keyText(missing)} is missing: expected ${expected(issue)}`, missing }];
  const finding = { path, at: 'value', message: valueSentence(issue, path, read) } as const;
  return issue.code === 'custom' ? [{ ...finding, ofWhole: true }] : [finding];
}

function keySentence(key: string, issue: Issue | undefined): string {
  const said = issue?.message ?? '';
  return isSentence(said) ? said : `key ${quote(key)} does not fit: expected ${said === '' ? 'another name' : said}`;
}

/** The issues of the branch whose type fits what was found (with the fewest mistakes); undefined when none fits. */
function meantBranch(union: z.core.$ZodIssueInvalidUnion): readonly Issue[] | undefined {
  return union.errors
    .filter((issues) => issues.length > 0 && issues.every(fitsType))
    .sort((a, b) => a.length - b.length)
    .at(0);
}

function fitsType(issue: Issue): boolean {
  if (issue.path.length > 0) return true;
  if (issue.code === 'invalid_union') return meantBranch(issue) !== undefined;
  return issue.code !== 'invalid_type' && issue.code !== 'invalid_value';
}

function missingKey(path: Path, root: unknown): string | undefined {
  const key = path.at(-1);
  const parent = valueAt(root, path.slice(0, -1));
  return typeof key === 'string' && isMap(parent) && !Object.hasOwn(parent, key) ? key : undefined;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? (value as Record<Step, unknown>)[step] : undefined),
    root,
  );
}

/** The value at a path, for a cure that is made of it: what came from the environment is as it stands in the file. */
function writtenAt({ value: root, filled }: Read, path: Path): unknown {
  const value = valueAt(root, path);
  const shown = (one: unknown, step: Path) => filled(step)?.written ?? one;
  if (Array.isArray(value)) return value.map((item: unknown, index) => shown(item, [...path, index]));
  if (!isMap(value)) return shown(value, path);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item, [...path, key])]));
}

function valueSentence(issue: Issue, path: Path, read: Read): string {
  const key = path.at(-1);
  const filled = read.filled(path);
  if (filled !== undefined)
    return `${typeof key === 'string' ? `${keyText(key)} is` : 'found'} ${foundFilled(filled)}: expected ${expectedAlone(issue, path)}`;
  if (isSentence(issue.message)) return issue.message;
  const value = writtenAt(read, path);
  const seen = read.spelling(path) ?? found(value);
  const form = expected(issue);
  const cure = valueCure(path, value, form);
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const subject = typeof key === 'string' ? keyText(key) : 'value';
    return cure === form ? unknownValue(subject, value, issue.values) : `unknown ${subject} ${quote(value)}: expected ${cure}`;
  }
  const subject = typeof key === 'string' ? `${keyText(key)} is ${seen}` : `found ${seen === 'empty' ? 'nothing' : seen}`;
  return `${subject}: expected ${cure}`;
}

function unknownValue(subject: string, value: string, values: readonly unknown[]): string {
  const candidates = values.map(String);
  if (candidates.includes(value)) return `unknown ${subject} ${quote(value)}: expected ${value}, a number without quotes`;
  const near = nearest(value, candidates);
  if (near === undefined) return `unknown ${subject} ${quote(value)}: expected ${oneOf(candidates)}`;
  return `unknown ${subject} ${quote(value)}; did you mean ${quote(near)}? (${oneOf(candidates)})`;
}

function isSentence(message: string): boolean {
  return message.includes(': expected');
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  map: 'a map',
  record: 'a map',
};

/** What was expected, without what a whole sentence says of the value before it, and without the address that is made of the value. */
function expectedAlone(issue: Issue, path: Path): string {
  if (!isSentence(issue.message)) return expected(issue);
  if (path.includes('servers') && path[0] !== 'resolver') return addressForm;
  return issue.message.slice(issue.message.indexOf(': expected') + ': expected '.length);
}

function expected(issue: Issue): string {
  if (issue.message !== '') return issue.message;
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  if (issue.code === 'too_small') return issue.origin === 'string' ? 'text that is not empty' : `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return 'something else';
}

function oneOf(candidates: readonly string[]): string {
  if (candidates.length === 0) return 'a key that means something here';
  return candidates.length === 1 ? String(candidates[0]) : `one of ${candidates.join(', ')}`;
}
