/** One line of the log, parsed. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The log of an instance: whole lines of JSON, in order. */
export class LogLines {
  readonly #lines: LogLine[] = [];
  readonly #other: string[] = [];
  readonly #asked = new Set<LogLine>();
  #partial = '';

  /** Takes text as it comes, cut anywhere. */
  write(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) this.#add(line);
  }

  /** Lines that were not JSON. */
  get other(): readonly string[] {
    return this.#other;
  }

  get all(): readonly LogLine[] {
    return this.#lines;
  }

  /** Lines with these fields; they count as asked for from now on. */
  with(fields: LogLine): LogLine[] {
    const found = this.#lines.filter((line) => Object.entries(fields).every(([key, value]) => line[key] === value));
    for (const line of found) this.#asked.add(line);
    return found;
  }

  /** Errors that nobody has asked for with `with`. */
  get unexpectedErrors(): LogLine[] {
    return this.#lines.filter((line) => isError(line) && !this.#asked.has(line));
  }

  #add(line: string): void {
    if (line === '') return;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) this.#lines.push(value as LogLine);
      else this.#other.push(line);
    } catch {
      this.#other.push(line);
    }
  }
}

function isError(line: LogLine): boolean {
  return line.level === 'error' || line.level === 'fatal' || (typeof line.level === 'number' && line.level >= 50);
}
