import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

/** Lines wait at most this long for others to be written with. */
const flushMs = 100;

export type Log = Logger;

/** A log of one JSON object a line. Whoever passes a stream of their own gets each line at once. */
export function openLog(stream: DestinationStream): Log {
  return pino({ base: undefined, timestamp: stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } }, stream);
}

export type StandardOutput = DestinationStream & { close(): void };

/** Standard output, written in batches: under load one system call carries many lines. A reader that has gone away is no error. */
export function standardOutput(): StandardOutput {
  const stdout = destination({ dest: 1, sync: false, minLength: 8 * 1024 });
  stdout.on('error', () => undefined);
  const timer = setInterval(() => stdout.flush(), flushMs).unref();
  return {
    write: (line) => void stdout.write(line),
    close() {
      clearInterval(timer);
      try {
        stdout.flushSync();
      } catch {
        // Nobody reads it any more.
      }
    },
  };
}
