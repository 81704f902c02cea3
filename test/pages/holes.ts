/** What a page shows, and what differs from run to run in it. */

/** Of a text that is right both times: what it is, and what stands for it in both. */
const holes: readonly (readonly [differs: RegExp, hole: string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\b/g, 'TIME'],
  [/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g, 'DATE'],
  [/^\d\d:\d\d:\d\d\.\d{3}\b/gm, 'CLOCK'],
  [/\b(127\.0\.0\.1|\[::1\]):\d{4,5}\b/g, '$1:PORT'],
  [/(?<=\s)\d+\.\d+ m?s\b/g, 'DURATION'],
  [/"(\w+_ms)": ?\d+(\.\d+)?/g, '"$1":MS'],
  [/"(bytes|in_all|requests|failures)": ?\d+/g, '"$1":COUNT'],
  // The id that Mangrove gives a request: twelve characters, and a count.
  [/(?<="id":"|X-Request-Id: )[\w-]{12}-\w+/g, 'ID'],
  [/\bcurl\/\d+(\.\d+)+/g, 'curl/VERSION'],
  [/ +/g, ' '],
];

/** A text with a hole in place of all that differs from run to run: times, durations, ids, ports that nobody has chosen. */
export function withHoles(text: string): string {
  return holes.reduce((rest, [differs, hole]) => rest.replace(differs, hole), text);
}

/** A line `...` stands for any number of lines like the one before it; at the very beginning for any lines. */
const more = '...';

/** How far the lines that came are those that a page shows; undefined where they are not and cannot become so. */
export function compare(shown: readonly string[], came: readonly string[]): 'all' | 'so far' | undefined {
  const isLike = (line: string | undefined, one: string) => line !== undefined && withHoles(line) === withHoles(one);
  const from = (at: number, index: number, like: string | undefined): 'all' | 'so far' | undefined => {
    const line = shown[at];
    if (line === undefined) return index === came.length ? 'all' : undefined;
    if (line === more) {
      const rest = from(at + 1, index, undefined);
      if (rest !== undefined) return rest;
      const next = came[index];
      return next !== undefined && (like === undefined || isLike(next, like)) ? from(at, index + 1, like) : undefined;
    }
    const next = came[index];
    if (next === undefined) return 'so far';
    return isLike(next, line) ? from(at + 1, index + 1, line) : undefined;
  };
  return from(0, 0, undefined);
}
