import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Loaded } from './load';

const own = extname(__filename);
/** What was loaded into this process before it began is not for a thread that only reads a file; ts-node is. */
const options = own === '.js' ? { execArgv: [] } : {};

/** As `loadConfig`, in a thread of its own: a large file takes seconds, and no client is to wait for that. Never rejects. */
export async function loadConfigApart(file: string): Promise<Loaded> {
  try {
    const thread = new Worker(join(__dirname, `load-thread${own}`), { ...options, workerData: file });
    const over = new AbortController();
    thread.once('exit', () => over.abort(new Error('its thread has ended')));
    const [loaded] = (await once(thread, 'message', { signal: over.signal })) as [Loaded];
    return loaded;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const message = `the file cannot be loaded (${code}): expected a smaller one, or more memory`;
    return { ok: false, problems: [{ file, line: 0, column: 0, path: '', message }] };
  }
}
