/**
 * Bytes of a message written as text: lines end in CR LF, and a head without an empty line after it gets one.
 * `\r`, `\n`, `\t`, `\0` and `\xHH` stand for what cannot be written.
 */
export function wire(text: string): Buffer {
  const whole = text.includes('\n\n') ? text : `${text}\n\n`;
  return Buffer.from(unescaped(whole.replaceAll('\n', '\r\n')), 'latin1');
}

const named: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', '0': '\0' };

/** The text with its escapes replaced by what they stand for. */
export function unescaped(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|([rnt0]))/g, (_all, hex: string | undefined, name: string) =>
    hex === undefined ? (named[name] ?? name) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
