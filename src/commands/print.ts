import { fstatSync, writeSync } from 'node:fs';
import { messageOf } from '../errors';
import { Exit, exit } from './exit';

/** The descriptor of standard output. */
const standardOutput = 1;

/** Writes all of a text to standard output. Who reads it may go when they have seen enough (`| head`); a full disk ends the process. */
export async function print(text: string): Promise<void> {
  try {
    await (isFile() ? writeToFile(text) : writeToStream(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw new Exit(exit.failure, `standard output cannot be written: ${messageOf(error)}`);
  }
}

/** Node's stream for files takes it for written when the disk had place for a part of it. */
function writeToFile(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(standardOutput, bytes, at);
}

function writeToStream(text: string): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve, reject) => {
    stdout.once('error', reject);
    stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function isFile(): boolean {
  try {
    return fstatSync(standardOutput).isFile();
  } catch {
    return false;
  }
}
