/**
 * An HTTP/1.1 parser that shares nothing with the one under test: RFC 9112 read strictly, without a single leniency that two
 * readers could use differently. Heads are latin1 text.
 */

export type Field = readonly [name: string, value: string];
export type Message<Line> = Line & { readonly fields: readonly Field[]; readonly body: Buffer; readonly trailers: readonly Field[] };
export type RequestLine = { readonly method: string; readonly target: string; readonly minor: number };
export type StatusLine = { readonly status: number; readonly reason: string; readonly minor: number };

/** `next` is where the following message begins. An incomplete message with a whole head shows it. */
export type Parsed<Line> =
  | { readonly kind: 'whole'; readonly message: Message<Line>; readonly next: number }
  | { readonly kind: 'incomplete'; readonly head: Message<Line> | undefined }
  | { readonly kind: 'malformed'; readonly why: string };

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const requestLine = new RegExp(`^(${token}) ([\\x21-\\x22\\x24-\\x3e\\x40-\\x7e]+(?:\\?[\\x21-\\x7e]*)?) HTTP/1\\.([01])$`);
const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const fieldLine = new RegExp(
  `^(${token}):[ \\t]*((?:[\\x21-\\x7e\\x80-\\xff](?:[\\t\\x20-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?)?)[ \\t]*$`,
);
const quoted = '"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*"';
const extensions = `(?:[ \\t]*;[ \\t]*${token}(?:[ \\t]*=[ \\t]*(?:${token}|${quoted}))?)*`;
const chunkLine = new RegExp(`^([0-9A-Fa-f]{1,12})${extensions}$`);
/** As backends write it: with zeros before a size, and blanks at the end. */
const looseChunkLine = new RegExp(`^0*([0-9A-Fa-f]{1,12})${extensions}[ \\t]*$`);

class Malformed extends Error {}

/** Parses one request. Its target has visible ASCII alone and no `#` before the query; an HTTP/1.1 request has exactly one Host. */
export function parseRequest(bytes: Buffer, at = 0): Parsed<RequestLine> {
  const parsed = parse(bytes, at, readRequestLine, (head) => {
    const hosts = valuesOf(head.fields, 'host');
    if (hosts.length > 1 || (hosts.length === 0 && head.minor === 1)) throw new Malformed(`${hosts.length} Host fields`);
    return framing(head.fields, head.minor) ?? 0;
  });
  const framed =
    parsed.kind === 'whole' && parsed.message.trailers.some(([name]) => /^(content-length|transfer-encoding|host)$/i.test(name));
  return framed ? { kind: 'malformed', why: 'a trailer that frames or routes' } : parsed;
}

/**
 * Parses one answer to a request with this method, an interim one too. `ended` says that the connection has delivered all it had. One
 * of a backend may have chunk sizes that are written loosely.
 */
export function parseAnswer(bytes: Buffer, at: number, method: string, ended: boolean, ofBackend = false): Parsed<StatusLine> {
  const lengthOf = (head: StatusLine & { fields: Field[] }): Length => {
    const length = framing(head.fields, head.minor);
    if (head.status < 200 || head.status === 204 || head.status === 304 || method === 'HEAD') return 0;
    return length ?? (ended ? bytes.length - bodyStart(bytes, at) : 'open');
  };
  return parse(bytes, at, readStatusLine, lengthOf, ofBackend ? looseChunkLine : chunkLine);
}

/** The values of every field with this lower-case name. */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

function readRequestLine(line: string): RequestLine {
  const [, method, target, minor] = requestLine.exec(line) ?? [];
  if (method === undefined || target === undefined) throw new Malformed(`request line ${JSON.stringify(line.slice(0, 80))}`);
  return { method, target, minor: Number(minor) };
}

function readStatusLine(line: string): StatusLine {
  const [, minor, status, reason = ''] = statusLine.exec(line) ?? [];
  if (status === undefined) throw new Malformed(`status line ${JSON.stringify(line.slice(0, 80))}`);
  return { status: Number(status), reason, minor: Number(minor) };
}

type Length = number | 'chunked' | 'open';

function parse<Line>(
  bytes: Buffer,
  at: number,
  readLine: (line: string) => Line,
  lengthOf: (head: Line & { fields: Field[] }) => Length,
  sizes = chunkLine,
): Parsed<Line> {
  try {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end === -1) {
      checkLines(bytes.toString('latin1', at));
      return { kind: 'incomplete', head: undefined };
    }
    const [first = '', ...rest] = bytes.toString('latin1', at, end).split('\r\n');
    const head = { ...readLine(first), fields: rest.map(readField) };
    const message = { ...head, body: Buffer.alloc(0), trailers: [] };
    const length = lengthOf(head);
    const start = end + 4;
    if (length === 'open') return { kind: 'incomplete', head: { ...message, body: bytes.subarray(start) } };
    if (length === 'chunked') return readChunks(bytes, start, message, sizes);
    if (bytes.length < start + length) return { kind: 'incomplete', head: { ...message, body: bytes.subarray(start) } };
    return { kind: 'whole', message: { ...message, body: bytes.subarray(start, start + length) }, next: start + length };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', why: error.message };
    throw error;
  }
}

/** What is there of a head that has not ended may be past mending already. */
function checkLines(text: string): void {
  const whole = text.lastIndexOf('\r\n');
  for (const line of text.slice(0, Math.max(whole, 0)).split('\r\n').slice(1)) readField(line);
  if (/\r(?!\n|$)|(?<!\r)\n|\0/.test(text)) throw new Malformed('a bare CR or LF, or NUL, in the head');
}

function readField(line: string): Field {
  const [, name, value = ''] = fieldLine.exec(line) ?? [];
  if (name === undefined) throw new Malformed(`field ${JSON.stringify(line.slice(0, 80))}`);
  return [name, value];
}

/** RFC 9112 §6.3. Transfer codings before the final `chunked` are the receiver's affair. */
function framing(fields: readonly Field[], minor: number): number | 'chunked' | undefined {
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (codings.length > 0) {
    if (lengths.length > 0) throw new Malformed('Content-Length and Transfer-Encoding');
    if (minor === 0) throw new Malformed('Transfer-Encoding in HTTP/1.0');
    const names = codings.flatMap((value) => value.split(',')).map((coding) => coding.trim().toLowerCase());
    const known = names.every((name) => /^(chunked|gzip|x-gzip|deflate|compress|x-compress|identity)$/.test(name));
    if (!known || names.indexOf('chunked') !== names.length - 1) throw new Malformed(`Transfer-Encoding ${JSON.stringify(codings)}`);
    return 'chunked';
  }
  const [length] = lengths;
  if (length === undefined) return undefined;
  if (lengths.length > 1 || !/^0*\d{1,15}$/.test(length)) throw new Malformed(`Content-Length ${JSON.stringify(lengths)}`);
  return Number(length);
}

function readChunks<Line>(bytes: Buffer, start: number, head: Message<Line>, sizes: RegExp): Parsed<Line> {
  const pieces: Buffer[] = [];
  const incomplete = (): Parsed<Line> => ({ kind: 'incomplete', head: { ...head, body: Buffer.concat(pieces) } });
  for (let at = start; ; ) {
    const line = readLineAt(bytes, at);
    if (line === undefined) return incomplete();
    const size = Number.parseInt(sizes.exec(line)?.[1] ?? 'x', 16);
    if (Number.isNaN(size)) throw new Malformed(`chunk size ${JSON.stringify(line.slice(0, 80))}`);
    at += line.length + 2;
    if (size === 0) return readTrailers(bytes, at, { ...head, body: Buffer.concat(pieces) });
    pieces.push(bytes.subarray(at, at + size));
    at += size;
    const after = bytes.toString('latin1', at, at + 2);
    if (!'\r\n'.startsWith(after)) throw new Malformed(`${JSON.stringify(after)} after the data of a chunk`);
    if (after.length < 2) return incomplete();
    at += 2;
  }
}

function readTrailers<Line>(bytes: Buffer, start: number, message: Message<Line>): Parsed<Line> {
  const trailers: Field[] = [];
  for (let at = start; ; ) {
    const line = readLineAt(bytes, at);
    if (line === undefined) return { kind: 'incomplete', head: message };
    at += line.length + 2;
    if (line === '') return { kind: 'whole', message: { ...message, trailers }, next: at };
    trailers.push(readField(line));
  }
}

/** The line that begins here, without its CRLF; undefined while that is still to come. */
function readLineAt(bytes: Buffer, at: number): string | undefined {
  const end = bytes.indexOf('\r\n', at);
  const line = bytes.toString('latin1', at, end === -1 ? bytes.length : end);
  if (/\r(?!$)|\n|\0/.test(line) || (end !== -1 && line.includes('\r'))) throw new Malformed('a bare CR or LF, or NUL, in chunked content');
  return end === -1 ? undefined : line;
}

function bodyStart(bytes: Buffer, at: number): number {
  return bytes.indexOf('\r\n\r\n', at) + 4;
}
