/**
 * Compiles a pattern in which `*` stands for any text, into a test for a header value. The lines of a header come joined
 * by commas and some values hold commas of their own, so the pattern may match the whole value or any run of its
 * comma-separated parts. Takes linear time.
 */
export function compilePattern(pattern: string): (value: string) => boolean {
  const [first = '', ...rest] = pattern.trim().split('*');
  const last = rest.pop();
  if (last === undefined) return (value) => holdsPart(value, first);

  return (value) => {
    // The leftmost start is enough: a later one could only leave less room for the rest.
    let at = startOf(value, first);
    for (const piece of rest) {
      if (at === -1) return false;
      const found = value.indexOf(piece, at);
      at = found === -1 ? -1 : found + piece.length;
    }
    return at !== -1 && endsWithin(value, last, at);
  };
}

function holdsPart(value: string, part: string): boolean {
  for (let start = 0; start !== -1; start = nextPart(value, start)) {
    if (value.startsWith(part, start) && isPartEnd(value, start + part.length)) return true;
  }
  return false;
}

function startOf(value: string, first: string): number {
  for (let start = 0; start !== -1; start = nextPart(value, start)) if (value.startsWith(first, start)) return start + first.length;
  return -1;
}

function endsWithin(value: string, last: string, from: number): boolean {
  if (last === '') return true;
  for (let at = value.indexOf(last, from); at !== -1; at = value.indexOf(last, at + 1)) {
    if (isPartEnd(value, at + last.length)) return true;
  }
  return false;
}

/** Where the part after the next comma begins; -1 when there is none. */
function nextPart(value: string, start: number): number {
  const comma = value.indexOf(',', start);
  if (comma === -1) return -1;
  let next = comma + 1;
  while (isBlank(value[next])) next++;
  return next;
}

function isPartEnd(value: string, at: number): boolean {
  let end = at;
  while (isBlank(value[end])) end++;
  return end === value.length || value[end] === ',';
}

const isBlank = (character: string | undefined) => character === ' ' || character === '\t';
