import { RE2JS } from 're2js';
import type { RewriteRules } from '../config/schema';

/** One pair of a `rewrite_rules` block. */
export type Rewrite = {
  /** Names the pair in the log: `rewrite_rules.regex ^/old`. */
  readonly rule: string;
  /** The path after the pair, or why it is not made. */
  apply(path: string): string | Unmade;
};

type Unmade = { readonly why: string };

/** A rewrite that was not made: the request would reach the backend under a path that the rule keeps from it. */
export type Unrewritable = Unmade & { readonly rule: string };

const longestResult = 64 * 1024;
/** A search takes time in proportion to the path, and each match begins another: together that would be quadratic. */
const mostMatches = 32;
const longestSearched = 8 * 1024;

/**
 * Compiles the pairs of `rewrite_rules` in the order in which they apply: `replace`, then `regex`. In a regex
 * replacement `$1` is the first group and `$$` a dollar. Throws RE2JSException for a pattern that RE2 does not take.
 */
export function compileRewrites(rules: RewriteRules | undefined): readonly Rewrite[] {
  if (rules === undefined) return [];
  const replacements = Array.from(rules.replace, ([from, to]) => textRewrite(from, to));
  const patterns = Array.from(rules.regex, ([pattern, to]) => patternRewrite(pattern, to));
  return [...replacements, ...patterns];
}

/**
 * A normalised path after the rewrites: it starts with `/`, and what may not stand in a request target (control characters, spaces, `?`,
 * `#`, letters beyond ASCII, a `%` that begins no escape) is percent-encoded. Or the rule that would cost too much: one whose result
 * passes 64 Ki characters, a pattern before a path of more than 8 Ki characters, or one that matches more than 32 times.
 */
export function rewritePath(path: string, rewrites: readonly Rewrite[]): string | Unrewritable {
  let rewritten = path;
  for (const { rule, apply } of rewrites) {
    const after = apply(rewritten);
    if (typeof after !== 'string') return { rule, why: after.why };
    rewritten = after;
  }
  if (rewritten === path) return path;
  const encoded = rewritten.toWellFormed().replace(/[^!-~]+|[?#]+|%(?![0-9A-Fa-f]{2})/g, encodeURIComponent);
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

function textRewrite(from: string, to: string): Rewrite {
  return {
    rule: `rewrite_rules.replace ${from}`,
    apply(path) {
      const pieces = path.split(from);
      // Known before it is made: a few pairs that double each other could fill the memory.
      const length = path.length + (pieces.length - 1) * (to.length - from.length);
      return length > longestResult ? tooLong : pieces.join(to);
    },
  };
}

function patternRewrite(pattern: string, to: string): Rewrite {
  const compiled = RE2JS.compile(pattern);
  return {
    rule: `rewrite_rules.regex ${pattern}`,
    apply(path) {
      if (path.length > longestSearched) return tooLongToSearch;
      const matcher = compiled.matcher(path);
      let matches = 0;
      while (matcher.find()) {
        matches += 1;
        if (matches > mostMatches) return tooManyMatches;
      }
      if (matches === 0) return path;
      const after = matcher.replaceAll(to);
      return after.length > longestResult ? tooLong : after;
    },
  };
}

const tooLong: Unmade = { why: `the path would be rewritten to more than ${longestResult} characters` };
const tooLongToSearch: Unmade = { why: `the path has more than ${longestSearched} characters, and a pattern to be searched for in it` };
const tooManyMatches: Unmade = { why: `the pattern matches the path more than ${mostMatches} times` };
