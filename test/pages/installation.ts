import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** Copied, because they look for what stands beside them. */
const copied = ['Makefile', 'package.json', 'package-lock.json', 'scripts/build.js', 'bin/mangrove.js'];
const linked = ['examples', 'mangrove.schema.json'];

/** Whether there is something to install: what is compiled. */
export const isBuilt = existsSync(join(root, 'dist/src/cli.js'));

/**
 * A folder of its own in which Mangrove is installed as for production: what is compiled, and the packages that it needs to run and no
 * others, so that no compiler is found.
 */
export function install(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mangrove-page-'));
  for (const name of copied) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(join(root, name), join(folder, name));
  }
  for (const name of linked) symlinkSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, 'dist'));
  symlinkSync(join(root, 'dist/src'), join(folder, 'dist/src'));
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(process.execPath, join(modules, '.bin/node'));
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
  // Newer than package-lock.json: make need not install anything.
  writeFileSync(join(modules, '.package-lock.json'), '{}');
  return folder;
}
