import { closeSync, openSync, readSync } from 'node:fs';
import { findConflicts } from './conflicts';
import { findDestinationMistakes } from './destination-mistakes';
import { readYaml, type YamlText } from './document';
import { findHostMistakes } from './host-mistakes';
import { findOtherProgram } from './other-formats';
import { placesOfKeys } from './key-places';
import { findNeverWinning } from './never-wins';
import { findPoolMistakes } from './pool-mistakes';
import { type Finding, found, type Path, type Problem, pathText } from './problems';
import { isMap, type RawEntry } from './raw';
import { findRepeatedNames } from './repeated-names';
import { type Config, configSchema } from './schema';
import { explain, type KnownKeys, noteKnownKeys } from './sentences';
import { findWarnings } from './warnings';

export { formatProblems, type Problem } from './problems';

/** A config with what is legal in it and surely not meant; or its mistakes. */
export type Loaded =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const maxMebibytes = 16;
/** More need not be read to know that it is too much. */
export const maxBytes = maxMebibytes * 1024 ** 2;

/** Reads and checks a config file; never throws. */
export function loadConfig(file: string): Loaded {
  const read = readText(file);
  return 'text' in read ? parseConfig(read.text, file) : refuse(file, read.message);
}

/** Checks the text of a config; `file` only names it in problems. All mistakes are reported at once; never throws. */
export function parseConfig(text: string, file: string): Loaded {
  if (Buffer.byteLength(text) > maxBytes) return refuse(file, tooLarge);
  if (text.includes('\0')) return refuse(file, notText);
  const yaml = readYaml(text);
  if (!yaml.usable) return { ok: false, problems: problemsOf(yaml, [], file) };
  if (yaml.value === null || yaml.value === undefined) return refuse(file, 'the file is empty: expected a config with hosts or paths');
  if (!isMap(yaml.value)) {
    const message = `the file holds ${found(yaml.value)}: expected a map with hosts or paths`;
    return { ok: false, problems: problemsOf(yaml, [{ path: [], at: 'value', message }], file) };
  }
  const other = findOtherProgram(yaml.value);
  return other === undefined ? check(yaml, file) : { ok: false, problems: problemsOf(yaml, [other], file) };
}

function check(yaml: YamlText, file: string): Loaded {
  const known: KnownKeys = new WeakMap();
  const spelled = yaml.spelledFor(configSchema);
  const root: RawEntry = { path: [], value: isMap(spelled) ? spelled : {} };
  const parsed = configSchema.safeParse(spelled, { error: noteKnownKeys(known) });
  const lineOf = (path: Path) => yaml.position(path, 'value').line;
  const findings = [
    ...(parsed.success ? [] : explain(parsed.error.issues, { ...yaml, places: placesOfKeys(configSchema) }, known)),
    ...findDestinationMistakes(root),
    ...findPoolMistakes(root),
    ...findHostMistakes(root),
    ...findNeverWinning(root, lineOf),
    ...findRepeatedNames(root, lineOf),
    ...findConflicts(root, lineOf),
  ];
  const problems = problemsOf(yaml, findings, file);
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: parsed.data, warnings: problemsOf(yaml, findWarnings(root, yaml.value, lineOf), file) };
}

/** In the order of the text. What the text itself gets wrong at a path leaves nothing to check there. */
function problemsOf(yaml: YamlText, findings: readonly Finding[], file: string): Problem[] {
  const known = new Set(yaml.mistakes.filter((one) => one.path.length > 0).map((one) => pathText(one.path)));
  const others = findings.filter((finding) => !known.has(pathText(finding.path)));
  return [
    ...yaml.mistakes,
    ...others.map((finding) => ({ ...finding, path: finding.shown ?? finding.path, ...yaml.position(finding.path, finding.at) })),
  ]
    .map(({ line, column, path, message }) => ({ file, line, column, path: pathText(path), message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

function refuse(file: string, message: string): Loaded {
  return { ok: false, problems: [{ file, line: 0, column: 0, path: '', message }] };
}

const tooLarge = `the file is larger than ${maxMebibytes} MiB: expected a smaller one`;
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
export function parseBytes(bytes: Buffer, name: string): Loaded {
  try {
    const text = textOf(bytes);
    return 'text' in text ? parseConfig(text.text, name) : refuse(name, text.message);
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
