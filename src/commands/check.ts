import { formatWarnings } from '../config/problems';
import type { Call } from './command';
import { type ConfigFile, namedFiles, standardInput } from './config-file';
import { misuse } from './arguments';
import { Exit, exit } from './exit';
import { portsFromEnvironment } from './ports';
import { print } from './print';
import { nameOf, readAnyConfig, usualConfig } from './read-config';

/** Says of each file whether it is a good config, and what in it is surely not meant; without any, of what `start` would take. */
export async function check(call: Call): Promise<void> {
  const named = namedFiles(call);
  if (named.filter(({ file }) => file === standardInput).length > 1) throw misuse('standard input can be read only once', 'check');
  const isStrict = call.given.has('strict');
  const sources = named.length === 0 ? [usualConfig()] : named;
  let isGood = true;
  for (const source of sources) isGood = (await isGoodConfig(source, isStrict)) && isGood;
  if (!isGood) process.exitCode = exit.misuse;
}

/** Mistakes in one do not keep the others from being checked. */
async function isGoodConfig(source: ConfigFile, isStrict: boolean): Promise<boolean> {
  try {
    const { config, warnings } = await readAnyConfig(source);
    if (warnings.length > 0) process.stderr.write(`${formatWarnings(warnings)}\n`);
    portsFromEnvironment()(config);
    if (isStrict && warnings.length > 0) return false;
    await print(`${nameOf(source)} is a good config${source.because === undefined ? '' : `; ${source.because}`}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof Exit) || error.code !== exit.misuse) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}
