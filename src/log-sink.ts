import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { SonicBoom } from 'sonic-boom';
import { type Clock, pause } from './clock';
import { messageOf } from './errors';

/** What waits for a reader that does not read, or for a disk that is full; lines beyond it are lost. */
const mostWaiting = 64 * 1024 * 1024;
/** The same for a terminal: nobody reads that much there. */
const mostForTerminal = 1024 * 1024;
/** How long the end waits for either. */
const longestEndMs = 1000;
/** The descriptor of standard output; `process.stdout` has none where it is closed. */
const standardOutput = 1;

/** As images of nginx have it. Opened by name, a pipe would be no file, and the socket of a journal cannot be. */
const namesOfStandardOutput: ReadonlySet<string> = new Set(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Where the lines of a batch go. */
export type Sink = {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** Resolves with the number of bytes that could not be written, once nothing more can be. */
  close(): Promise<number>;
};

/** Leads to a file, or to standard output for undefined. Throws the system's error when the file cannot be opened. */
export function openSink(file: string | undefined, clock: Clock): Sink {
  if (file !== undefined && !namesOfStandardOutput.has(file)) return toFile(openForAppending(file), clock);
  if (isatty(standardOutput)) return toTerminal(clock);
  return hasReader() ? toReader(clock) : toFile(standardOutput, clock);
}

/** A pipe is refused: opening one would wait for its reader, for ever if need be. */
function openForAppending(file: string): number {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
  const descriptor = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o640);
  if (!fstatSync(descriptor).isFIFO()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${file} is a pipe: expected a file, or no \`log\` for standard output`);
}

/** Whether standard output is a pipe or a socket, which somebody may stop reading. */
function hasReader(): boolean {
  try {
    const kind = fstatSync(standardOutput);
    return kind.isFIFO() || kind.isSocket();
  } catch {
    return false;
  }
}

/** No thread writes to a pipe: one that is blocked there would keep the process from ending. A reader that has gone is no error. */
function toReader(clock: Clock): Sink {
  const { stdout } = process;
  if (!stdout.listeners('error').includes(ignore)) stdout.on('error', ignore);
  return {
    isTerminal: false,
    write: (text) => void (stdout.writableLength <= mostWaiting && stdout.write(text)),
    async close() {
      await Promise.race([new Promise<void>((done) => stdout.write('', () => done())), pause(clock, longestEndMs, { ref: false })]);
      return 0;
    },
  };
}

/**
 * Ctrl+S, or a slow line, holds up whoever writes to a terminal: Node's own stream would halt the process, and a thread keep it from
 * ending. So it is opened once more, not to be waited for; the shell, which shares the descriptor, notices nothing. What is not
 * shown is not told of on standard error, which is most often the same terminal.
 */
function toTerminal(clock: Clock): Sink {
  const sink = toFile(openedAnew(), clock, mostForTerminal);
  return {
    ...sink,
    isTerminal: true,
    async close() {
      await sink.close();
      return 0;
    },
  };
}

/** Where the system has no name for a descriptor, or this user may not use it, the descriptor itself. */
function openedAnew(): number {
  const { O_NOCTTY, O_NONBLOCK, O_WRONLY } = constants;
  try {
    return openSync(`/proc/self/fd/${standardOutput}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return standardOutput;
  }
}

/** Not by pino's own destination: when the process exits, that would try to write the rest for as long as the disk is full. */
function toFile(descriptor: number, clock: Clock, maxLength = mostWaiting): Sink {
  const file = new SonicBoom({ fd: descriptor, maxLength });
  let missing = 0;
  let problem: Error | undefined;
  file.on('write', (bytes: number) => {
    missing -= bytes;
    if (problem !== undefined) tell('the log can be written again');
    problem = undefined;
  });
  file.on('error', (error: Error) => {
    if (problem === undefined) tell(`the log cannot be written, and waits: ${messageOf(error)}`);
    problem = error;
  });
  return {
    isTerminal: false,
    write(text) {
      missing += Buffer.byteLength(text);
      file.write(text);
    },
    async close() {
      const closed = new Promise<void>((done) => file.once('close', done));
      // Nobody would try again, and a file that stays open keeps its place on the disk when it is removed.
      file.once('error', () => file.destroy());
      file.end();
      await Promise.race([closed, pause(clock, longestEndMs)]);
      return missing;
    },
  };
}

/** Says so on standard error, which may be on the same disk. */
export function tell(sentence: string): void {
  process.stderr.write(`mangrove: ${sentence}\n`);
}

function ignore(): void {}
