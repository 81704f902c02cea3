import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * A compiled copy of the whole project, in which one file of `src` can be another: `src` for what is in the process of the
 * scenarios, `dist/src` for the real command. Nothing in it needs to be compiled to run, so a run begins within a second.
 */

const root = resolve(__dirname, '../..');
const notCopied = new Set(['node_modules', '.git', '.make', 'dist', 'coverage', 'reports']);
const withCode = ['src', 'step-definitions', 'test', 'examples', 'scripts'];

export class Tree {
  /** Copies the project to `folder`; sources are changed by `change` on their way. */
  static make(folder: string, cache: string, change: (file: string, text: string) => string = (_file, text) => text): Tree {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const entry of readdirSync(root)) if (!notCopied.has(entry)) cpSync(join(root, entry), join(folder, entry), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const shared = join(root, '../shared');
    const beside = join(folder, '../shared');
    if (existsSync(shared) && !existsSync(beside)) symlinkSync(shared, beside);
    const tree = new Tree(folder, cache);
    for (const file of withCode.flatMap(codeIn)) tree.put(file, change(file, readFileSync(join(root, file), 'utf8')), true);
    return tree;
  }

  readonly folder: string;
  readonly #cache: string;

  private constructor(folder: string, cache: string) {
    this.folder = folder;
    this.#cache = cache;
  }

  /** Compiles this text in place of what the file has; `isKept`: it will be asked for again. */
  put(file: string, text: string, isKept = false): void {
    const compiled = this.#compiled(file, text, isKept);
    const name = file.replace(/\.ts$/, '.js');
    writeFileSync(join(this.folder, name), compiled);
    if (!file.startsWith('src/')) return;
    const built = join(this.folder, 'dist', name);
    mkdirSync(dirname(built), { recursive: true });
    writeFileSync(built, compiled);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #compiled(file: string, text: string, isKept: boolean): string {
    const kept = join(this.#cache, `${createHash('sha256').update(file).update('\0').update(text).digest('hex')}.js`);
    if (existsSync(kept)) return readFileSync(kept, 'utf8');
    const { outputText } = ts.transpileModule(text, { compilerOptions: options, fileName: join(root, file) });
    if (!isKept) return outputText;
    mkdirSync(this.#cache, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, outputText);
    renameSync(`${kept}.${process.pid}`, kept);
    return outputText;
  }
}

/** Removes the copies that earlier runs left because they were ended; each has the id of its process in its name. */
export function sweep(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const id = Number.parseInt(name, 10);
    if (id > 0 && !isAlive(id)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config, ts.sys, root).options,
  sourceMap: false,
};

function codeIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => `${folder}/${file}`);
}
