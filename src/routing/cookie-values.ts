/** The values of all cookies with this name in a Cookie field (RFC 6265 §4.2), in their order. */
export function cookieValues(field: string, name: string): string[] {
  return field.split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals !== -1 && withoutBlanks(pair.slice(0, equals)) === name ? [withoutBlanks(pair.slice(equals + 1))] : [];
  });
}

/** A text without the spaces and tabs at its ends, and those alone: `trim` takes away bytes of letters, such as the second one of "à". */
export function withoutBlanks(text: string): string {
  return text.slice(startOf(text), endOf(text));
}

/** Where a text begins behind its leading spaces and tabs. */
export function startOf(text: string): number {
  let start = 0;
  while (start < text.length && isBlank(text.charCodeAt(start))) start += 1;
  return start;
}

/** Where a text ends before its trailing spaces and tabs. */
export function endOf(text: string): number {
  let end = text.length;
  const start = startOf(text);
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

const isBlank = (byte: number) => byte === 0x20 || byte === 0x09;
