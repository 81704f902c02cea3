import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Compiles what has changed: the dist that is measured must be that of the sources. Throws when it cannot be. */
export function build(): void {
  const { status } = spawnSync(process.execPath, [join(__dirname, '..', 'scripts', 'build.js')], { stdio: 'inherit' });
  if (status !== 0) throw new Error('mangrove could not be built');
}
