import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { SonicBoom } from 'sonic-boom';
import { messageOf } from './errors';

/** Lines wait at most this long for others to be written with. */
const flushMs = 100;
/** So many characters are not made to wait for more. */
const batchLength = 8 * 1024;
/** What waits for a reader that does not read, or for a disk that is full; lines beyond it are lost. */
const mostWaiting = 64 * 1024 * 1024;
/** How long the end waits for either. */
const longestEndMs = 1000;
/** The descriptor of standard output; `process.stdout` has none where it is closed. */
const standardOutput = 1;

/** Where the lines of the log go: a file, or standard output. They are written in batches: under load one system call carries many. */
export interface LogOutput extends DestinationStream {
  /** Whether it is a file, which can be opened anew. */
  readonly file: string | undefined;
  /** Goes on in this file, or in standard output for undefined. Throws the system's error, and goes on as before, when it cannot. */
  turnTo(file: string | undefined): void;
  /** Resolves once all has been written, or could not be for a second; what is lost then is told on standard error. */
  close(): Promise<void>;
}

/** Where the lines of a batch go. */
type Sink = {
  write(text: string): void;
  /** Resolves with the number of bytes that could not be written, once nothing more can be. */
  close(): Promise<number>;
};

/** Throws the system's error when the file cannot be opened. */
export function openLogOutput(file: string | undefined): LogOutput {
  return new BatchedOutput(file);
}

class BatchedOutput implements LogOutput {
  file: string | undefined;
  #sink: Sink;
  #waiting = '';
  readonly #timer = setInterval(() => this.#flush(), flushMs).unref();
  /** What was turned away from, while it is still being written. */
  readonly #ending = new Set<Promise<number>>();
  #closing: Promise<void> | undefined;

  constructor(file: string | undefined) {
    this.file = file;
    this.#sink = sinkFor(file);
  }

  /** Lines are put together here, because a stream would measure all that waits anew with each of them. */
  write(line: string): void {
    this.#waiting += line;
    if (this.#waiting.length >= batchLength) this.#flush();
  }

  turnTo(file: string | undefined): void {
    const next = sinkFor(file);
    this.#flush();
    const ending = this.#sink.close();
    this.#ending.add(ending);
    void ending.then((lost) => {
      if (this.#ending.delete(ending)) tellLost(lost);
    });
    this.file = file;
    this.#sink = next;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    const ending = [...this.#ending, this.#sink.close()];
    this.#ending.clear();
    const lost = await Promise.all(ending);
    tellLost(lost.reduce((sum, bytes) => sum + bytes, 0));
  }

  #flush(): void {
    if (this.#waiting === '') return;
    this.#sink.write(this.#waiting);
    this.#waiting = '';
  }
}

function sinkFor(file: string | undefined): Sink {
  if (file !== undefined) return toFile(openForAppending(file));
  return hasReader() ? toReader() : toFile(standardOutput);
}

/** A pipe is refused: opening one would wait for its reader, for ever if need be. */
function openForAppending(file: string): number {
  const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
  const descriptor = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o640);
  if (!fstatSync(descriptor).isFIFO()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${file} is a pipe: expected a file`);
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
function toReader(): Sink {
  const { stdout } = process;
  stdout.on('error', ignore);
  return {
    write: (text) => void (stdout.writableLength <= mostWaiting && stdout.write(text)),
    async close() {
      await Promise.race([new Promise<void>((done) => stdout.write('', () => done())), pause(longestEndMs, undefined, { ref: false })]);
      return 0;
    },
  };
}

/** Not by pino's own destination: when the process exits, that would try to write the rest for as long as the disk is full. */
function toFile(descriptor: number): Sink {
  const file = new SonicBoom({ fd: descriptor, maxLength: mostWaiting });
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
    write(text) {
      missing += Buffer.byteLength(text);
      file.write(text);
    },
    async close() {
      const closed = new Promise<void>((done) => file.once('close', done));
      file.end();
      await Promise.race([closed, pause(longestEndMs)]);
      return missing;
    },
  };
}

function tellLost(bytes: number): void {
  if (bytes > 0) tell(`the last ${bytes} bytes of the log could not be written, and are lost`);
}

/** Standard error may be on the same disk. */
function tell(sentence: string): void {
  process.stderr.write(`mangrove: ${sentence}\n`);
}

function ignore(): void {}
