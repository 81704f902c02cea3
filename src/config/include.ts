import { existsSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { type Finding, type Path, quote } from './problems';

/** A file or a pattern for files that `include` names, and where it does; nothing that is made of one from the environment is shown. */
type Named = { readonly text: string; readonly path: Path; readonly isWritten: boolean };

export type Included = {
  /** As messages name them. */
  readonly files: readonly string[];
  readonly mistakes: readonly Finding[];
  readonly warnings: readonly Finding[];
};
/** What one text of `include` stands for. */
type One = { readonly files?: readonly string[]; readonly mistake?: string; readonly warning?: string };

/** More would rather be a slip, such as a pattern for all files of a disk. */
const mostFiles = 10_000;

/** What a good `include` names; the schema reports another. `isWritten` as in `Places`. */
export function namesIn(include: unknown, isWritten: (path: Path) => boolean): Named[] {
  const all = Array.isArray(include)
    ? include.map((text: unknown, index) => [text, ['include', index]] as const)
    : [[include, ['include']] as const];
  return all.flatMap(([text, path]) => (typeof text === 'string' && text !== '' ? [{ text, path, isWritten: isWritten(path) }] : []));
}

/**
 * The files that `include` in `file` stands for, from `folder`: in the order in which they are named there, those of one pattern by
 * their names, and each once. `*` and `?` match neither a folder nor a hidden file, and may match nothing at all.
 */
export function findIncluded(names: readonly Named[], folder: string, file: string): Included {
  const files = new Map<string, string>();
  const mistakes: Finding[] = [];
  const warnings: Finding[] = [];
  for (const name of names) {
    const { path } = name;
    const found = isPattern(name.text) ? matching(name, folder) : named(name, folder, file);
    if (found.mistake !== undefined) mistakes.push({ path, at: 'value', message: found.mistake });
    if (found.warning !== undefined) warnings.push({ path, at: 'value', message: found.warning });
    for (const one of found.files ?? []) {
      const identity = identityOf(one);
      if (!files.has(identity)) files.set(identity, one);
    }
  }
  files.delete(identityOf(file));
  if (files.size <= mostFiles) return { files: [...files.values()], mistakes, warnings };
  const message = `include names ${files.size} files: expected ${mostFiles} at most`;
  return { files: [], mistakes: [...mistakes, { path: ['include'], at: 'key', message }], warnings };
}

function isPattern(text: string): boolean {
  return /[*?]/.test(text);
}

function within(folder: string, name: string): string {
  return isAbsolute(name) ? name : join(folder, name);
}

/** Two names of one file have one identity, whatever links lead to it. */
function identityOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
}

function named({ text, isWritten }: Named, folder: string, file: string): One {
  const name = within(folder, text);
  const said = isWritten ? name : text;
  if (identityOf(name) === identityOf(file)) return { mistake: `${quote(text)} is this file itself: expected another one` };
  try {
    if (!statSync(name).isDirectory()) return { files: [name] };
    const pattern = isWritten ? quote(join(text, '*.yaml')) : 'with /*.yaml at its end';
    return { mistake: `${quote(text)} is a folder: expected a pattern for the files in it, ${pattern}` };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
      return { mistake: `there is no file ${quote(said)}: expected one, or a pattern such as conf.d/*.yaml, which may match none` };
    return { mistake: cannotLook(said, error) };
  }
}

function matching({ text, isWritten }: Named, folder: string): One {
  if (text.includes('**')) return { mistake: `${quote(text)} has "**" in it: expected "*", for names in one folder` };
  const steps = within(folder, text).split('/');
  const first = steps.findIndex(isPattern);
  const start = steps.slice(0, first).join('/');
  try {
    const files = expand(isAbsolute(text) && start === '' ? '/' : start, steps.slice(first));
    const isMissing = files.length === 0 && start !== '' && !existsSync(start);
    const missing = isWritten ? `folder ${quote(start)}` : `folder for ${quote(text)}`;
    return { files, ...(isMissing && { warning: `there is no ${missing}, so that this includes nothing: expected one` }) };
  } catch (error) {
    return { mistake: cannotLook(text, error) };
  }
}

function expand(folder: string, [step, ...deeper]: readonly string[]): string[] {
  if (step === undefined) return [];
  const names = isPattern(step) ? listed(folder || '.').filter((name) => matches(name, step)) : [step];
  const found = names.sort().map((name) => join(folder, name));
  if (deeper.length > 0) return found.flatMap((name) => expand(name, deeper));
  return found.filter((name) => (isPattern(step) ? !isFolder(name) : isFile(name)));
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** A link that leads nowhere, or back to itself, is none, and is reported when it is read. */
function isFolder(name: string): boolean {
  return kindOf(name)?.isDirectory() === true;
}

function isFile(name: string): boolean {
  return kindOf(name)?.isDirectory() === false;
}

/** What a name leads to; undefined when that is nothing. */
export function kindOf(name: string): Stats | undefined {
  try {
    return statSync(name, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
}

/** Shell patterns: `*` is any text and `?` any character; neither is the dot that hides a file. In a time that the lengths multiply to. */
function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const [wanted, given] = [[...pattern], [...name]];
  let [at, from] = [0, 0];
  let star: { readonly at: number; from: number } | undefined;
  while (from < given.length) {
    if (wanted[at] === '*') {
      star = { at, from };
      at += 1;
    } else if (wanted[at] === '?' || wanted[at] === given[from]) {
      at += 1;
      from += 1;
    } else {
      if (star === undefined) return false;
      star.from += 1;
      at = star.at + 1;
      from = star.from;
    }
  }
  return wanted.slice(at).every((char) => char === '*');
}

function cannotLook(name: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return `permission to look for ${quote(name)} was denied: expected a folder that this user may read`;
  return `${quote(name)} cannot be looked for (${code}): expected another place`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
