import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { eventually, within } from '../../step-definitions/support/eventually';
import { patience } from '../../step-definitions/support/patience';

/** Makes a command the first process of its own, as a container does; it ends with its parent. */
const [program = '', ...contained] = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child'];
const bin = resolve(__dirname, '../../bin/mangrove.js');
const isPossible = existsSync(resolve(__dirname, '../../dist/src/cli.js')) && spawnSync(program, [...contained, 'true']).status === 0;

/** The process that runs in there, once it has begun to heed a signal. */
function heeding(pid: number, signal: number): Promise<number> {
  return eventually(() => {
    const child = read(`/proc/${pid}/task/${pid}/children`).trim();
    const caught = /^SigCgt:\s+(\w+)$/m.exec(read(`/proc/${child}/status`))?.[1] ?? '0';
    if ((BigInt(`0x${caught}`) >> BigInt(signal - 1)) & 1n) return Number(child);
    throw new Error(`it does not heed signal ${signal}`);
  }, patience.while);
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
      await within(exited, 'the end of the process', patience.while).finally(() => outer.kill('SIGKILL'));
    });
});
