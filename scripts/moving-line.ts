import { writeSync } from 'node:fs';
import { WriteStream } from 'node:tty';
import { MovingLine, mayMove } from '../src/commands/moving-line';

const standardError = 2;
const drawEveryMs = 100;
const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How far a script is, on a line of the terminal that moves; nothing where there is none, or nobody looks at it. */
export type Telling = {
  /** Prints a line that stays, above the one that moves. */
  print(text: string): void;
  end(): void;
};

/** Tells what `now` says at each moment, and how long it has been, until the end; a signal that ends the process ends it too. */
export function tellWhile(now: () => string): Telling {
  if (!mayMove(process.stderr.isTTY, process.env)) return { print, end: () => undefined };
  // What other processes print begins where this line does, and covers it.
  const line = new MovingLine(new WriteStream(standardError).unref(), (text) => writeSync(standardError, `${text}\r`));
  const began = performance.now();
  const draw = () => line.draw(`${now()}  ${clock(performance.now() - began)}`);
  const timer = setInterval(draw, drawEveryMs).unref();
  const end = () => {
    clearInterval(timer);
    line.erase();
    for (const signal of ends) process.removeListener(signal, give);
  };
  // Whoever listens for it too decides what becomes of the process.
  const othersListened = new Set(ends.filter((signal) => process.listenerCount(signal) > 0));
  const give = (signal: NodeJS.Signals) => {
    const isOurs = !othersListened.has(signal as (typeof ends)[number]) && process.listenerCount(signal) === 1;
    end();
    if (isOurs) process.kill(process.pid, signal);
  };
  for (const signal of ends) process.on(signal, give);
  const printAbove = (text: string) => {
    line.erase();
    print(text);
  };
  return { print: printAbove, end };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Minutes and seconds: `3:07`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
