/** Header fields as they went over the wire: spelling, order and duplicates kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** Pairs from Node's flat `rawHeaders` or `rawTrailers`. */
export function pairs(raw: readonly string[]): HeaderList {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const);
}

/** All values of a field, in their order; names compare without regard to case. */
export function valuesOf(headers: HeaderList, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** `Name: value` in its two parts, the value trimmed. */
export function parseHeader(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new Error(`a header is written "Name: value", not ${JSON.stringify(line)}`);
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

/** What stands in a sentence, as Node gives and takes it in a header field: a character for each byte of its UTF-8. */
export function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The elements of a Forwarded header (RFC 7239 §4), each a map of its parameters without their quotes. */
export function forwardedElements(value: string): Record<string, string>[] {
  return value.split(',').map((element) => Object.fromEntries(element.split(';').map(parameter)));
}

function parameter(pair: string): [name: string, value: string] {
  const [name = '', ...value] = pair.split('=');
  return [name.trim().toLowerCase(), value.join('=').trim().replace(/^"|"$/g, '')];
}
