/** The values of all fields with this lower-case name in a flat list of names and values, in their order. */
export function fieldValues(fields: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const own = fields[at] as string;
    if (own.length === name.length && own.toLowerCase() === name) values.push(fields[at + 1] as string);
  }
  return values;
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
