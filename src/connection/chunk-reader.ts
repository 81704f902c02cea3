import { withoutBlanks } from '../http/field-values';

/** Most bytes of a line with the size of a chunk, and of all trailers. */
const longestLine = 16 * 1024;
const longestTrailers = 16 * 1024;

const size = /^[0-9a-fA-F]{1,12}(?=$|;)/;
/** What may stand behind the size (RFC 9112 §7.1.1), and in a trailer field: no control bytes. */
const plainText = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Blanks around the value are taken off behind it: a pattern that does so takes quadratic time where they are in its middle. */
const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)$/;

/** Reads content in chunks (RFC 9112 §7.1) where Node's parser does not, and as strictly. */
export class ChunkReader {
  /** The trailer fields, flat, once all has been read. */
  readonly trailers: string[] = [];
  /** The beginning of a line whose end has not come. */
  #line = '';
  /** Bytes of the chunk that have not come. */
  #left = 0;
  #trailerBytes = 0;
  #at: 'size' | 'content' | 'end' | 'trailers' = 'size';

  /** Passes on the content in these bytes. Returns what follows its end; undefined while that has not come. Throws when it is malformed. */
  read(bytes: Buffer, onContent: (content: Buffer) => void): Buffer | undefined {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#at === 'content') {
        const content = rest.subarray(0, this.#left);
        this.#left -= content.length;
        if (this.#left === 0) this.#at = 'end';
        rest = rest.subarray(content.length);
        onContent(content);
        continue;
      }
      const end = rest.indexOf('\n');
      this.#line += rest.toString('latin1', 0, end === -1 ? rest.length : end + 1);
      if (this.#line.length > longestLine) throw malformed('a line between chunks is too long', 'HPE_CHUNK_EXTENSIONS_OVERFLOW');
      if (end === -1) return undefined;
      rest = rest.subarray(end + 1);
      if (this.#isLast(this.#takeLine())) return rest;
    }
    return undefined;
  }

  #takeLine(): string {
    const line = this.#line;
    this.#line = '';
    if (!line.endsWith('\r\n')) throw malformed('a line between chunks does not end with CRLF');
    return line.slice(0, -2);
  }

  /** Whether this line is the last of the content. */
  #isLast(line: string): boolean {
    if (this.#at === 'trailers') return this.#readTrailer(line);
    if (this.#at === 'end') {
      if (line !== '') throw malformed('a chunk is longer than its size');
      this.#at = 'size';
      return false;
    }
    const [digits] = size.exec(line) ?? [];
    if (digits === undefined || !plainText.test(line)) throw malformed('a chunk size is not a number');
    this.#left = Number.parseInt(digits, 16);
    this.#at = this.#left === 0 ? 'trailers' : 'content';
    return false;
  }

  #readTrailer(line: string): boolean {
    if (line === '') return true;
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > longestTrailers) throw malformed('the trailers are too long', 'HPE_HEADER_OVERFLOW');
    const [, name, value = ''] = field.exec(line) ?? [];
    if (name === undefined) throw malformed('a trailer is not a field');
    this.trailers.push(name, withoutBlanks(value));
    return false;
  }
}

function malformed(message: string, code = 'HPE_INVALID_CHUNK_SIZE'): Error {
  return Object.assign(new Error(message), { code });
}
