import { normalisePath } from './target';

// Some backends take an escaped slash or a backslash for a separator, and would serve `/x/..%2fmessages` or
// `/messages%2f1` as what a rule on `/messages` is about.
const separator = /\\|%2F|%5C/;
const separators = /\\|%2F|%5C/g;

/**
 * A normalised path as a backend might read it that takes `%2F`, `%5C` and `\` for separators, normalised again; the same path
 * where there are none. Undefined when it climbs above the root in that reading, and so may lead anywhere.
 */
export function otherReading(path: string): string | undefined {
  return separator.test(path) ? normalisePath(path.replace(separators, '/')) : path;
}
