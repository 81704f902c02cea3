import { fstatSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

/** Lines wait at most this long for others to be written with. */
const flushMs = 100;
/** What waits for a reader that does not read; lines beyond it are lost. */
const mostWaiting = 64 * 1024 * 1024;
/** How long the end waits for a reader. */
const longestEndMs = 1000;
/** So many characters are not made to wait for more. */
const batchLength = 8 * 1024;

export type Log = Logger;

/** A log of one JSON object a line. Whoever passes a stream of their own gets each line at once. */
export function openLog(stream: DestinationStream): Log {
  return pino({ base: undefined, timestamp: stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } }, stream);
}

export type StandardOutput = DestinationStream & {
  /** Resolves once all has been written, or nobody has read it for a second. */
  close(): Promise<void>;
};

/**
 * Standard output, written in batches: under load one system call carries many lines. They are put together here, because the stream
 * would measure all that waits anew with each line. A reader that has gone away is no error.
 */
export function standardOutput(): StandardOutput {
  const stdout = hasReader() ? toReader() : toFile();
  let waiting = '';
  const flush = () => {
    if (waiting === '') return;
    stdout.write(waiting);
    waiting = '';
  };
  const timer = setInterval(flush, flushMs).unref();
  return {
    write(line) {
      waiting += line;
      if (waiting.length >= batchLength) flush();
    },
    close() {
      clearInterval(timer);
      flush();
      return stdout.close();
    },
  };
}

/** Whether it is a pipe or a socket, which somebody may stop reading. */
function hasReader(): boolean {
  try {
    const kind = fstatSync(1);
    return kind.isFIFO() || kind.isSocket();
  } catch {
    return false;
  }
}

/** A thread that is blocked in a pipe would keep the process from ending, so no thread writes to one. */
function toReader(): StandardOutput {
  const { stdout } = process;
  stdout.on('error', ignore);
  return {
    write: (text) => void (stdout.writableLength <= mostWaiting && stdout.write(text)),
    close: () =>
      Promise.race([new Promise<void>((done) => stdout.write('', () => done())), pause(longestEndMs, undefined, { ref: false })]),
  };
}

function toFile(): StandardOutput {
  const file = destination({ dest: 1, sync: false, maxLength: mostWaiting });
  file.on('error', ignore);
  return {
    write: (text) => void file.write(text),
    async close() {
      try {
        file.flushSync();
      } catch {
        // It cannot be written any more.
      }
    },
  };
}

function ignore(): void {}
