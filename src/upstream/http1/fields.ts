/** A head or a trailer section that is not what RFC 9112 allows. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

const isTokenByte = new Uint8Array(256);
for (const byte of Buffer.from("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")) isTokenByte[byte] = 1;

/**
 * Reads field lines (RFC 9112 §5) from a text whose lines end with CRLF, from a place to its end, into a flat list of name and value.
 * Throws `Malformed` for what a lenient reader would mend: folded lines, space before the colon, bare CR or LF, control bytes.
 */
export function readFields(text: string, start: number): string[] {
  const fields: string[] = [];
  for (let at = start; at < text.length; ) {
    const lineEnd = text.indexOf('\r\n', at);
    const end = lineEnd === -1 ? text.length : lineEnd;
    readField(text, at, end, fields);
    at = end + 2;
  }
  return fields;
}

function readField(text: string, start: number, end: number, fields: string[]): void {
  let at = start;
  // Neither loop needs to look for the end of the line: what stands there is no token byte, and no blank.
  while (isTokenByte[text.charCodeAt(at)] === 1) at += 1;
  if (at === start || text.charCodeAt(at) !== 0x3a) throw new Malformed('a line of the head is not a field');
  const name = text.slice(start, at);
  let from = at + 1;
  let to = end;
  while (isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  for (let byte = from; byte < to; byte += 1)
    if (isControl(text.charCodeAt(byte))) throw new Malformed(`field "${name}" holds a control byte`);
  fields.push(name, text.slice(from, to));
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x09;

/** RFC 9110 §5.5: what a value may not hold. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09) || byte === 0x7f;
}
