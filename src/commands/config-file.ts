import { lstatSync } from 'node:fs';
import { misuse } from './arguments';
import { type Call, lastOf } from './command';

/** A file with a config, as somebody named it; `because` says who, where it was not the command line. */
export type ConfigFile = { readonly file: string; readonly because?: string };

/** Stands for standard input. */
export const standardInput = '-';

/** The files that a command line names: by `--config`, or without it. */
export function namedFiles(call: Call): ConfigFile[] {
  const { operands } = call;
  const config = lastOf(call, 'config');
  if (config === undefined) return operands.map((file) => ({ file: fileName(file) }));
  if (operands.length > 0) throw misuse('a config is named by --config and without it: one of both is enough', call.command.name);
  return [{ file: config }];
}

/** The file that counts where the command line names none: the one in MANGROVE_CONFIG, else ./mangrove.yaml; undefined for the demo. */
export function usualFile(): ConfigFile | undefined {
  const named = process.env.MANGROVE_CONFIG;
  if (named === standardInput)
    throw misuse(`MANGROVE_CONFIG is "${standardInput}": expected the name of a file; standard input is named where the command is`);
  if (named !== undefined && named !== '') return { file: named, because: 'MANGROVE_CONFIG names it' };
  return isThere('mangrove.yaml') ? { file: 'mangrove.yaml' } : undefined;
}

/** A link that leads nowhere is there, and so is what this user may not look for: the demo shall not be served in its place. */
function isThere(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

function fileName(file: string): string {
  if (file === '') throw misuse('the name of a file is empty');
  return file;
}
