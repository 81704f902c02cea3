import { quote } from '../../config/problems';
import { misuse } from '../arguments';
import type { Command } from '../command';
import { bashCompletion } from './bash';
import { fishCompletion } from './fish';
import { zshCompletion } from './zsh';
import { print } from '../print';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

type Shell = keyof typeof scripts;

/** The shells for which there is a script. */
export const shells = Object.keys(scripts) as readonly Shell[];

/** Prints the script with which a shell completes these commands. */
export function printCompletion(name: string | undefined, commands: readonly Command[]): Promise<void> {
  const shell = shells.find((one) => one === name);
  if (shell !== undefined) return print(scripts[shell](commands));
  const found = name === undefined ? 'completion needs the name of a shell' : `there is no completion for ${quote(name)}`;
  throw misuse(`${found}: expected ${shells.join(', ')}`, 'completion');
}
