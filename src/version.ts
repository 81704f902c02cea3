import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json, which lies beside `src` in a checkout and beside `dist` in an installation. */
export const version = readVersion(__dirname);

function readVersion(folder: string): string {
  try {
    return String((JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown }).version);
  } catch {
    const parent = join(folder, '..');
    return parent === folder ? 'unknown' : readVersion(parent);
  }
}
