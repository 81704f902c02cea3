import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

/** Lines wait at most this long for others to be written with. */
const flushMs = 100;
/** What waits for a reader that does not read; lines beyond it are lost. */
const mostWaiting = 64 * 1024 * 1024;
/** So many characters are not made to wait for more. */
const batchLength = 8 * 1024;

export type Log = Logger;

/** A log of one JSON object a line. Whoever passes a stream of their own gets each line at once. */
export function openLog(stream: DestinationStream): Log {
  return pino({ base: undefined, timestamp: stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } }, stream);
}

export type StandardOutput = DestinationStream & { close(): void };

/**
 * Standard output, written in batches: under load one system call carries many lines. They are put together here, because the stream
 * would measure all that waits anew with each line. A reader that has gone away is no error.
 */
export function standardOutput(): StandardOutput {
  const stdout = destination({ dest: 1, sync: false, maxLength: mostWaiting });
  stdout.on('error', () => undefined);
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
      try {
        flush();
        stdout.flushSync();
      } catch {
        // Nobody reads it any more.
      }
    },
  };
}
