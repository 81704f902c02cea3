/** The values of all fields with this lower-case name in a flat list of names and values, in their order. */
export function fieldValues(fields: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const own = fields[at] as string;
    if (own.length === name.length && own.toLowerCase() === name) values.push(fields[at + 1] as string);
  }
  return values;
}
