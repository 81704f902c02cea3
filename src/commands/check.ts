import { type Loaded, loadConfig } from '../config/load';
import { formatProblems, formatWarnings } from '../config/problems';
import { Exit, exit } from './exit';

/** Says whether a config file is right, and what in it is surely not meant. */
export function check(file: string, isStrict: boolean): void {
  const { warnings } = readConfig(file);
  if (isStrict && warnings.length > 0) throw new Exit(exit.misuse, formatWarnings(warnings));
  if (warnings.length > 0) process.stderr.write(`${formatWarnings(warnings)}\n`);
  process.stdout.write(`${file} is a good config\n`);
}

/** The config of a file; its mistakes end the process. */
export function readConfig(file: string): Extract<Loaded, { ok: true }> {
  const loaded = loadConfig(file);
  if (!loaded.ok) throw new Exit(exit.misuse, formatProblems(loaded.problems));
  return loaded;
}
