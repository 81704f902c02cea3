import { closeSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { TextMistake } from './compose';
import { findConflicts } from './conflicts';
import { findDestinationMistakes } from './destination-mistakes';
import { readYaml } from './document';
import { type Environment, Variables } from './environment';
import { findHostMistakes } from './host-mistakes';
import { findIncluded, type Included, kindOf, namesIn } from './include';
import type { Part } from './join';
import { placesOfKeys } from './key-places';
import { findNeverWinning } from './never-wins';
import { findOtherProgram } from './other-formats';
import { findPoolMistakes } from './pool-mistakes';
import { found, type Problem, pathText } from './problems';
import { isMap, type RawEntry, type RawMap } from './raw';
import { findRepeatedNames } from './repeated-names';
import { type Config, configSchema } from './schema';
import { explain, type KnownKeys, noteKnownKeys } from './sentences';
import { findWarnings } from './warnings';
import { type Whole, wholeOf } from './whole';

export { formatProblems, type Problem } from './problems';

/** A config with what is legal in it and surely not meant; or its mistakes. */
export type Loaded =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly warnings: readonly Problem[];
      /** What stands in the file for texts that came from the environment, such as `Bearer ${TOKEN}`: for whoever shows a config. */
      readonly written?: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const maxMebibytes = 16;
/** More need not be read to know that it is too much. */
export const maxBytes = maxMebibytes * 1024 ** 2;

/** What a config is read with. */
export type Surroundings = {
  /** What `${NAME}` stands for in it; `process.env` when undefined. */
  readonly env?: Environment;
  /** Where the files are that it includes; the folder of the file when undefined. */
  readonly folder?: string;
  /** Hears what is done next, and now and then how much of it is done: a large config takes seconds, in which nothing else runs. */
  readonly onStep?: (step: LoadingStep) => void;
};

/** How far the loading of a config is. `at` and `of` count the lines of the file, or the files that it includes. */
export type LoadingStep =
  | { readonly step: 'reading' | 'including'; readonly file: string; readonly at: number; readonly of: number }
  | { readonly step: 'checking' | 'looking for warnings' };

type OnStep = (step: LoadingStep) => void;

/** Reads and checks a config file and those that it includes; never throws. */
export function loadConfig(file: string, surroundings: Surroundings = {}): Loaded {
  const read = readText(file);
  return 'text' in read ? parseConfig(read.text, file, surroundings) : refuse(file, read.message);
}

/**
 * Checks the text of a config, and the files that it includes; `file` names it in problems. All mistakes are reported at once; never
 * throws. The environment counts as in a file: give `env` where it should not be that of the process.
 */
export function parseConfig(text: string, file: string, { env = process.env, folder = dirname(file), onStep }: Surroundings = {}): Loaded {
  const variables = new Variables(env);
  const main = readPart(text, file, variables, onStep === undefined ? {} : { onLines: linesTold(text, file, onStep) });
  if ('problems' in main) return { ok: false, problems: main.problems };
  const { include } = main.yaml.spelledFor(onlyInclude) as RawMap;
  const names = namesIn(include, (path) => main.yaml.filled(path) === undefined);
  const included = findIncluded(names, folder, file);
  const parts = readIncluded(included.files, variables, onStep);
  const whole = wholeOf([main, ...parts.filter((part) => 'yaml' in part)], variables);
  const refused = parts.flatMap((part) => ('problems' in part ? part.problems : []));
  // What is not there would make mistakes of names that are right.
  if (refused.length > 0 || included.mistakes.length > 0 || main.yaml.mistakes.some(({ path }) => path[0] === 'include'))
    return { ok: false, problems: [...whole.problems(included.mistakes), ...refused] };
  const loaded = check(whole, included, onStep);
  return loaded.ok && variables.filled.length > 0 ? { ...loaded, written: writtenBy(variables) } : loaded;
}

function writtenBy({ filled }: Variables): ReadonlyMap<string, string> {
  return new Map(filled.map(({ text, written }) => [text, written]));
}

const onlyInclude = z.object({ include: configSchema.shape.include });

type Refused = { readonly problems: readonly Problem[] };

/** A long text is told of in its lines. */
function linesTold(text: string, file: string, onStep: OnStep): (at: number) => void {
  const of = text.split('\n').length;
  const tell = (at: number) => onStep({ step: 'reading', file, at, of });
  tell(0);
  return tell;
}

type PartOptions = { readonly isIncluded?: boolean; readonly onLines?: (count: number) => void };

/** A file as it stands. An empty one is a mistake when it is the only one. */
function readPart(text: string, file: string, variables: Variables, { isIncluded = false, onLines }: PartOptions): Part | Refused {
  if (Buffer.byteLength(text) > maxBytes) return refuse(file, tooLarge);
  if (text.includes('\0')) return refuse(file, notText);
  const yaml = readYaml(text, file, variables, onLines);
  if (!yaml.usable) return { problems: yaml.mistakes.map(problemOf) };
  const { value = null } = yaml;
  if (value === null && isIncluded) return { yaml, map: {} };
  if (value === null) return refuse(file, 'the file is empty: expected a config with hosts or paths');
  const other = isMap(value) ? findOtherProgram(value) : undefined;
  if (isMap(value) && other === undefined) return { yaml, map: value };
  const isFilled = typeof value !== 'object' && variables.filled.length > 0;
  const { path, at, message } = other ?? {
    path: [],
    at: 'value',
    message: `the file holds ${isFilled ? 'text' : found(value)}: expected a map with hosts or paths`,
  };
  return { problems: [...yaml.mistakes, { ...yaml.position(path, at), path, message }].map(problemOf) };
}

/** The files that a config includes, each checked for what it alone can get wrong. */
function readIncluded(files: readonly string[], variables: Variables, onStep?: OnStep): (Part | Refused)[] {
  let left = maxBytes;
  return files.flatMap((file, at) => {
    if (left < 0) return [];
    onStep?.({ step: 'including', file, at: at + 1, of: files.length });
    const read = isNoFile(file) ? { message: 'this is no file: expected a config file' } : readText(file);
    if ('message' in read) return [refuse(file, read.message)];
    left -= Buffer.byteLength(read.text);
    return left < 0 ? [refuse(file, tooLargeTogether)] : [readPart(read.text, file, variables, { isIncluded: true })];
  });
}

/** A pipe or a device may have no end, or nobody who writes into it. */
function isNoFile(file: string): boolean {
  const kind = kindOf(file);
  return kind !== undefined && !kind.isFile() && !kind.isDirectory();
}

function check(config: Whole, included: Included, onStep?: OnStep): Loaded {
  onStep?.({ step: 'checking' });
  const known: KnownKeys = new WeakMap();
  const spelled = config.spelledFor(configSchema);
  const root: RawEntry = { path: [], value: spelled };
  const parsed = configSchema.safeParse(spelled, { error: noteKnownKeys(known) });
  const findings = [
    ...(parsed.success ? [] : explain(parsed.error.issues, { ...config, places: placesOfKeys(configSchema) }, known)),
    ...findDestinationMistakes(root),
    ...findPoolMistakes(root),
    ...findHostMistakes(root, config.places),
    ...findNeverWinning(root, config.places),
    ...findRepeatedNames(root, config.places),
    ...findConflicts(root, config.places),
  ];
  const problems = config.problems(findings);
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  onStep?.({ step: 'looking for warnings' });
  const warnings = [...included.warnings, ...findWarnings(root, config.value, config.places)];
  return { ok: true, config: parsed.data, warnings: config.problems(warnings) };
}

function problemOf({ path, ...rest }: TextMistake): Problem {
  return { ...rest, path: pathText(path) };
}

function refuse(file: string, message: string): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [{ file, line: 0, column: 0, path: '', message }] };
}

const tooLarge = `the file is larger than ${maxMebibytes} MiB: expected a smaller one`;
const tooLargeTogether = `with this file the config is larger than ${maxMebibytes} MiB: expected smaller files`;
const notText = 'the file is binary: expected YAML in UTF-8';

/** Reads at most one byte more than is allowed, so that a pipe or a device cannot fill the memory. */
function readText(file: string): { readonly text: string } | { readonly message: string } {
  try {
    return textOf(readAtMost(file, maxBytes + 1));
  } catch (error) {
    return { message: readSentence(error) };
  }
}

/** Throws when it is not UTF-8. */
function textOf(bytes: Buffer): { readonly text: string } | { readonly message: string } {
  if (bytes.length > maxBytes) return { message: tooLarge };
  return bytes.includes(0) ? { message: notText } : { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
}

function readAtMost(file: string, limit: number): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let total = 0; total < limit; ) {
      const chunk = Buffer.alloc(Math.min(65536, limit - total));
      const length = readSync(descriptor, chunk);
      if (length === 0) break;
      chunks.push(chunk.subarray(0, length));
      total += length;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}

/** Checks what was read elsewhere; `name` only names it in problems. Never throws. */
export function parseBytes(bytes: Buffer, name: string, surroundings: Surroundings = {}): Loaded {
  try {
    const text = textOf(bytes);
    return 'text' in text ? parseConfig(text.text, name, surroundings) : refuse(name, text.message);
  } catch (error) {
    return refuse(name, readSentence(error));
  }
}

const readSentences: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file: expected a config file',
  ENOTDIR: 'there is no such file: expected a config file',
  EISDIR: 'this is a directory: expected a config file',
  EACCES: 'permission to read the file was denied: expected a file that this user may read',
  EPERM: 'permission to read the file was denied: expected a file that this user may read',
  ELOOP: 'this link leads back to itself: expected a config file',
  ENAMETOOLONG: 'the file name is too long: expected a shorter one',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'the file is not UTF-8 text: expected YAML in UTF-8',
};

/** Why something cannot be read, and what was expected. */
export function readSentence(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  return readSentences[code] ?? `the file cannot be read (${code}): expected a config file`;
}
