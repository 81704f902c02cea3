import { RE2JS } from 're2js';
import type { RewriteRules } from '../config/schema';

/** One pair of a `rewrite_rules` block. */
export type Rewrite = (path: string) => string;

const longest = 64 * 1024;

/**
 * Compiles the pairs of `rewrite_rules` in the order in which they apply: `replace`, then `regex`. In a regex
 * replacement `$1` is the first group and `$$` a dollar. Throws RE2JSException for a pattern that RE2 does not take.
 */
export function compileRewrites(rules: RewriteRules | undefined): readonly Rewrite[] {
  if (rules === undefined) return [];
  const replacements = Array.from(
    rules.replace,
    ([from, to]): Rewrite =>
      (path) =>
        path.split(from).join(to),
  );
  const patterns = Array.from(rules.regex, ([pattern, to]): Rewrite => {
    const compiled = RE2JS.compile(pattern);
    return (path) => compiled.matcher(path).replaceAll(to);
  });
  return [...replacements, ...patterns];
}

/**
 * A normalised path after the rewrites: it starts with `/`, and what may not stand in a request target (control characters, spaces, `?`,
 * `#`, letters beyond ASCII, a `%` that begins no escape) is percent-encoded. A pair whose result passes 64 Ki characters does not apply,
 * because a few pairs that double each other could fill the memory.
 */
export function rewritePath(path: string, rewrites: readonly Rewrite[]): string {
  const rewritten = rewrites.reduce((before, rewrite) => {
    const after = rewrite(before);
    return after.length > longest ? before : after;
  }, path);
  if (rewritten === path) return path;
  const encoded = rewritten.toWellFormed().replace(/[^!-~]+|[?#]+|%(?![0-9A-Fa-f]{2})/g, encodeURIComponent);
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}
