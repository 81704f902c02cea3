import { hashPassword } from '../config/password-hash';
import { askPassword } from './ask-password';
import { Exit, exit } from './exit';
import { print } from './print';

/** Asks for a password and prints the line that `basic_auth` wants for it. */
export async function printPasswordHash(operands: number): Promise<void> {
  if (operands > 0) throw new Exit(exit.misuse, 'hash-password takes no password as an argument, which others could read: it asks for it');
  const asked = await askPassword(process.stdin, process.stderr);
  if ('mistake' in asked) throw new Exit(exit.misuse, asked.mistake);
  return print(`${await hashPassword(asked.password)}\n`);
}
