import { writeSync } from 'node:fs';

const standardError = 2;
const eraseRest = '\x1b[K';
/** What a terminal has that does not say how wide it is. */
const usualColumns = 80;

/** The terminal at standard error, asked anew for each drawing: windows change. */
export type Window = { getWindowSize(): readonly [columns: number, rows: number] };

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether a line may move there: where nobody looks, or a program reads along, it would be rubbish between lines. */
export function mayMove(isTerminal: boolean | undefined, { CI, NO_COLOR, TERM }: Variables): boolean {
  return isTerminal === true && TERM !== 'dumb' && (NO_COLOR ?? '') === '' && (CI ?? '') === '';
}

/** The last line of the terminal at standard error, drawn anew again and again. The cursor stays in it, and no mode of the terminal is changed. */
export class MovingLine {
  readonly #window: Window;
  readonly #write: (text: string) => void;
  #isDrawn = false;

  constructor(window: Window, write = toStandardError) {
    this.#window = window;
    this.#write = write;
  }

  /** Shows as much of this text as fits; it must have nothing in it that a terminal obeys. */
  draw(text: string): void {
    const [columns] = this.#window.getWindowSize();
    // In its last column a terminal may go on to the next line.
    this.#write(`\r${cut(text, (columns || usualColumns) - 1)}${eraseRest}`);
    this.#isDrawn = true;
  }

  /** Leaves an empty line, with the cursor at its beginning. */
  erase(): void {
    if (this.#isDrawn) this.#write(`\r${eraseRest}`);
    this.#isDrawn = false;
  }
}

/** At once, so that it is written before what others write next. A terminal that takes nothing misses nothing. */
function toStandardError(text: string): void {
  try {
    writeSync(standardError, text);
  } catch {
    // It is gone, or takes no more at present.
  }
}

/** As much of the text as has place in so many columns; what may be wide is counted as two. */
function cut(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  for (const char of text) {
    width += char > '\u02ff' ? 2 : 1;
    if (width > columns) return text.slice(0, end);
    end += char.length;
  }
  return text;
}
