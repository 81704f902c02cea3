import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Contender, Contestant, Surroundings } from './contender';

const command = join(__dirname, '..', '..', 'bin', 'mangrove.js');

/** The compiled command with its access log on, read through a pipe and thrown away. */
export const mangrove = contenderOn('mangrove', 'http1');

/** The same with undici between it and the backends. */
export const mangroveOnUndici = contenderOn('mangrove, undici', 'undici');

function contenderOn(name: string, transport: string): Contender {
  return { name, start: (surroundings) => start(transport, surroundings) };
}

async function start(transport: string, surroundings: Surroundings): Promise<Contestant> {
  const { profileFolder } = surroundings;
  const profiling = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const { port, pid } = await startMangrove(transport, surroundings, profiling);
  return { port, pid };
}

/** Starts the command under Node with these flags; what it goes on to print is in `output`, and must be read. */
export async function startMangrove(
  transport: string,
  { children, backends, folder }: Pick<Surroundings, 'children' | 'backends' | 'folder'>,
  flags: readonly string[],
): Promise<Contestant & { readonly output: Readable }> {
  const file = join(folder, `${transport}.yaml`);
  writeFileSync(file, configFor(backends, transport));
  const environment = { ...process.env, PORT: '' };
  const child = children.spawn(process.execPath, [...flags, command, 'start', '--config', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  const output = child.stdout as Readable;
  return { port: await portIn(output), pid: child.pid, output };
}

function configFor(backends: readonly string[], transport: string): string {
  const servers = backends.map((address) => `      - "${address}"\n`).join('');
  return `listen: 127.0.0.1:0\nadmin: false\npaths:\n  - path: /\n    transport: ${transport}\n    servers:\n${servers}`;
}

/** Reads what is printed up to the line of the log that names the port, and lets the rest of it go by. */
async function portIn(log: Readable): Promise<number> {
  const lines = createInterface(log);
  const listening = new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      // Node prints lines of its own when it is told to trace.
      if (!line.startsWith('{')) return;
      const { msg, url } = JSON.parse(line) as { readonly msg?: string; readonly url?: string };
      if (msg === 'listening' && url !== undefined) resolve(Number(new URL(url).port));
    });
    lines.once('close', () => reject(new Error('mangrove ended before it listened')));
  });
  try {
    return await listening;
  } finally {
    lines.close();
    log.resume();
  }
}
