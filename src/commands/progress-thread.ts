import { WriteStream } from 'node:tty';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { MovingLine } from './moving-line';
import { gone, idle, moving } from './progress';

const standardError = 2;
/** What takes less time need not be told. */
const patienceS = 0.5;
const drawEveryMs = 100;

/** Draws what the main thread is at, which is too busy to do so, until that says that it is over. */
function show(state: Int32Array): void {
  const line = new MovingLine(new WriteStream(standardError));
  const began = process.uptime();
  let said = '';
  for (let here: number = idle; Atomics.wait(state, 0, here, drawEveryMs) === 'timed-out'; ) {
    said = latest() ?? said;
    const seconds = process.uptime() - began;
    if (seconds < patienceS) continue;
    if (here === idle && Atomics.compareExchange(state, 0, idle, moving) !== idle) return;
    here = moving;
    line.draw(`${said}  ${seconds.toFixed(1)} s`);
  }
  line.erase();
  Atomics.store(state, 0, gone);
  Atomics.notify(state, 0);
}

/** The last of what has been said since. */
function latest(): string | undefined {
  let text: string | undefined;
  if (parentPort === null) return text;
  for (let one = receiveMessageOnPort(parentPort); one !== undefined; one = receiveMessageOnPort(parentPort)) text = one.message as string;
  return text;
}

if (parentPort !== null) show(workerData as Int32Array);
