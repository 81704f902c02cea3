import { statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type Loaded, loadConfig } from './load';

/** A pipe gives its text once, and to wait for another would take for ever. */
function load(file: string): Loaded {
  const kind = statSync(file, { throwIfNoEntry: false });
  if (kind === undefined || kind.isFile() || kind.isDirectory()) return loadConfig(file);
  return { ok: false, problems: [{ file, line: 0, column: 0, path: '', message: 'this is no file: only a file can be loaded anew' }] };
}

parentPort?.postMessage(load(workerData as string));
