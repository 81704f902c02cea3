import type { DestinationStream } from 'pino';
import { type Clock, systemClock, type Timer } from './clock';
import type { LogFormat } from './config/schema';
import { openSink, type Sink, tell } from './log-sink';
import { hasColours, visibleJson } from './log-text/paint';
import { type TextStyle, textLine } from './log-text/text-line';

/** Lines wait at most this long for others to be written with. */
const flushMs = 100;
/** So many characters are not made to wait for more. */
const batchLength = 8 * 1024;

/** Where the log goes, and in which form; as in a config. */
export type LogPlace = { readonly log?: string | undefined; readonly log_format: LogFormat };

/** Where the lines of the log go: a file, or standard output. They are written in batches: under load one system call carries many. */
export interface LogOutput extends DestinationStream {
  /** Whether it is a file, which can be opened anew. */
  readonly file: string | undefined;
  /** Goes on in this file, or in standard output for undefined. Throws the system's error, and goes on as before, when it cannot. */
  turnTo(file: string | undefined): void;
  /** Gives the lines from now on this form. */
  useFormat(format: LogFormat): void;
  /** Resolves once all has been written, or could not be for a second; what is lost then is told on standard error. */
  close(): Promise<void>;
}

/** Takes lines of JSON. Throws the system's error when the file cannot be opened. */
export function openLogOutput({ log, log_format }: LogPlace, clock: Clock = systemClock): LogOutput {
  return new BatchedOutput(log, log_format, clock);
}

class BatchedOutput implements LogOutput {
  file: string | undefined;
  #format: LogFormat;
  #sink: Sink;
  /** Undefined for JSON. */
  #style: TextStyle | undefined;
  #waiting = '';
  readonly #clock: Clock;
  readonly #timer: Timer;
  /** What was turned away from, while it is still being written. */
  readonly #ending = new Set<Promise<number>>();
  #closing: Promise<void> | undefined;

  constructor(file: string | undefined, format: LogFormat, clock: Clock) {
    this.file = file;
    this.#format = format;
    this.#sink = openSink(file, clock);
    this.#style = this.#styleNow();
    this.#clock = clock;
    this.#timer = clock.setInterval(() => this.#flush(), flushMs).unref();
  }

  /** Lines are put together here, because a stream would measure all that waits anew with each of them. */
  write(line: string): void {
    this.#waiting += this.#style === undefined ? line : textLine(line, this.#style);
    if (this.#waiting.length >= batchLength) this.#flush();
  }

  turnTo(file: string | undefined): void {
    const next = openSink(file, this.#clock);
    this.#flush();
    const ending = this.#sink.close();
    this.#ending.add(ending);
    void ending.then((lost) => {
      if (this.#ending.delete(ending)) tellLost(lost);
    });
    this.file = file;
    this.#sink = next;
    this.#style = this.#styleNow();
  }

  useFormat(format: LogFormat): void {
    this.#flush();
    this.#format = format;
    this.#style = this.#styleNow();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#clock.clearInterval(this.#timer);
    this.#flush();
    const ending = [...this.#ending, this.#sink.close()];
    this.#ending.clear();
    const lost = await Promise.all(ending);
    tellLost(lost.reduce((sum, bytes) => sum + bytes, 0));
  }

  #styleNow(): TextStyle | undefined {
    const { isTerminal } = this.#sink;
    if (this.#format === 'json' || (this.#format === 'auto' && !isTerminal)) return undefined;
    const mayHaveColours = (this.file === undefined || isTerminal) && hasColours(isTerminal, process.env);
    return { hasColours: mayHaveColours, time: isTerminal ? 'clock' : 'whole' };
  }

  /** Whoever reads JSON may do so on a terminal, now or later. */
  #flush(): void {
    if (this.#waiting === '') return;
    this.#sink.write(this.#style === undefined ? visibleJson(this.#waiting) : this.#waiting);
    this.#waiting = '';
  }
}

function tellLost(bytes: number): void {
  if (bytes > 0) tell(`the last ${bytes} bytes of the log could not be written, and are lost`);
}
