import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { expect } from 'chai';

/** Makes a command the first process of its own, as a container does; it ends with its parent. */
const [program = '', ...contained] = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
const bin = resolve(__dirname, '../../bin/mangrove.js');
const isPossible = existsSync(resolve(__dirname, '../../dist/src/cli.js')) && spawnSync(program, [...contained, 'true']).status === 0;

/** The process that runs in there, once it has begun to heed a signal. */
async function heeding(pid: number, signal: number): Promise<number> {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    const child = read(`/proc/${pid}/task/${pid}/children`).trim();
    const caught = /^SigCgt:\s+(\w+)$/m.exec(read(`/proc/${child}/status`))?.[1] ?? '0';
    if ((BigInt(`0x${caught}`) >> BigInt(signal - 1)) & 1n) return Number(child);
    await pause(2);
  }
  throw new Error(`it does not heed signal ${signal}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe('the first process of a container', { skip: !isPossible }, () => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const)
    it(`ends of ${signal} while it begins, for which the system would do nothing`, async () => {
      const env = { ...process.env, PORT: '0', ADMIN_PORT: '0' };
      const outer = spawn(program, [...contained, process.execPath, bin, 'start'], { env, stdio: 'ignore', cwd: '/' });
      const { pid = 0 } = outer;
      const exited = once(outer, 'exit');
      // SIGUSR2 is heeded from the first moment on.
      process.kill(await heeding(pid, 12), signal);
      const ended = await Promise.race([exited.then(() => true), pause(10_000, false, { ref: false })]);
      outer.kill('SIGKILL');
      expect(ended).to.equal(true);
    });
});
