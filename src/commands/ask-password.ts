import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

type Asked = { readonly password: string } | { readonly mistake: string };

const longest = 500;
const givenUp: Asked = { mistake: 'no password was given' };

/**
 * A password from a person at a terminal, asked twice and not shown, or the one line that another program writes. Never an
 * argument: others on the machine can read those.
 */
export async function askPassword(input: NodeJS.ReadStream, prompts: NodeJS.WritableStream): Promise<Asked> {
  if (!input.isTTY) return checked(await readAll(input));
  // One reader for both lines: what is typed ahead is neither lost nor shown.
  const lines = createInterface({ input, output: nowhere(), terminal: true, historySize: 0 });
  lines.once('SIGINT', () => lines.close());
  const typed = lines[Symbol.asyncIterator]();
  try {
    const password = await next(typed, prompts, 'Password: ');
    if (password === undefined) return givenUp;
    const asked = checked(Buffer.from(password));
    if ('mistake' in asked) return asked;
    const again = await next(typed, prompts, 'The same again: ');
    if (again === undefined) return givenUp;
    return again === password ? asked : { mistake: 'these are two different passwords' };
  } finally {
    lines.close();
  }
}

/** At most a little more than a password may have. */
async function readAll(input: NodeJS.ReadStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > longest + 2) break;
  }
  return Buffer.concat(chunks);
}

function checked(bytes: Buffer): Asked {
  const text = textOf(bytes)?.replace(/\r?\n$/, '');
  if (text === undefined) return { mistake: 'the password is not UTF-8 text' };
  if (text === '') return { mistake: 'the password is empty: write it to standard input, or run this in a terminal' };
  if (Buffer.byteLength(text) > longest) return { mistake: `the password is longer than ${longest} bytes` };
  if (/\p{Cc}/u.test(text)) return { mistake: 'the password has control characters or more than one line, which browsers cannot send' };
  return { password: text };
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Undefined when the person gives up (Ctrl+C, Ctrl+D). */
async function next(typed: AsyncIterator<string>, prompts: NodeJS.WritableStream, prompt: string): Promise<string | undefined> {
  prompts.write(prompt);
  const { done, value } = await typed.next();
  prompts.write('\n');
  return done ? undefined : value;
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
