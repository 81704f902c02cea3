import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Contender } from './contender';

const command = join(__dirname, '..', '..', 'bin', 'mangrove.js');

/** The compiled command with its access log on, read through a pipe and thrown away. */
export const mangrove: Contender = {
  name: 'mangrove',
  async start({ children, backends, folder, profileFolder }) {
    const file = join(folder, 'mangrove.yaml');
    writeFileSync(file, configFor(backends));
    const profiling = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
    const environment = { ...process.env, PORT: '' };
    const child = children.spawn(process.execPath, [...profiling, command, 'start', '--config', file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
    });
    return { port: await portIn(child.stdout as Readable), pid: child.pid };
  },
};

function configFor(backends: readonly string[]): string {
  const servers = backends.map((address) => `      - "${address}"\n`).join('');
  return `listen: 127.0.0.1:0\nadmin: false\npaths:\n  - path: /\n    servers:\n${servers}`;
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
