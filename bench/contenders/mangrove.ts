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

async function start(transport: string, { children, backends, folder, profileFolder }: Surroundings): Promise<Contestant> {
  const file = join(folder, `${transport}.yaml`);
  writeFileSync(file, configFor(backends, transport));
  const profiling = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const environment = { ...process.env, PORT: '' };
  const child = children.spawn(process.execPath, [...profiling, command, 'start', '--config', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  return { port: await portIn(child.stdout as Readable), pid: child.pid };
}

function configFor(backends: readonly string[], transport: string): string {
  const servers = backends.map((address) => `      - "${address}"\n`).join('');
  return `listen: 127.0.0.1:0\nadmin: false\npaths:\n  - path: /\n    transport: ${transport}\n    servers:\n${servers}`;
}

/** Reads the log up to the line that names the port, and lets the rest of it go by. */
async function portIn(log: Readable): Promise<number> {
  const lines = createInterface(log);
  const listening = new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
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
