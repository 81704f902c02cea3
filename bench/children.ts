import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const patienceMs = 20_000;

/** The processes of one run: whatever is started here is gone after `stop`. */
export class Children {
  readonly #running = new Set<ChildProcess>();

  /** Starts a program of this folder. It answers over the process channel and ends with it. */
  fork(program: string, ...args: readonly string[]): ChildProcess {
    const execArgv = ['--no-deprecation', '-r', 'ts-node/register/transpile-only'];
    return this.#keep(fork(join(__dirname, program), args, { execArgv }));
  }

  /** Starts any program. */
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    return this.#keep(spawn(command, args, options));
  }

  /** Ends them all, gently first. */
  async stop(): Promise<void> {
    await Promise.all(Array.from(this.#running, ended));
  }

  #keep(child: ChildProcess): ChildProcess {
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return child;
  }
}

/** The next message of a child that may work for some seconds first. Rejects when it ends, or says nothing for too long. */
export async function nextMessage<Message>(child: ChildProcess, seconds = 0): Promise<Message> {
  const settled = new AbortController();
  const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(seconds * 1000 + patienceMs)]);
  try {
    const ending = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${child.spawnargs.join(' ')} ended early, with code ${code}`);
    });
    const [message] = await Promise.race([once(child, 'message', { signal }), ending]);
    return message as Message;
  } finally {
    settled.abort();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5000);
  await gone;
  clearTimeout(impatience);
}
