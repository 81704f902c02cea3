import { normalisePath } from '../http/target';

const special = /[\\;]|%2F|%5C/;
const separators = /\\|%2F|%5C/g;
const parameters = /;[^/]*/g;
const none: readonly never[] = [];

/**
 * A normalised path in the other ways in which a backend might read it, normalised again; none for most paths. Some take an escaped
 * slash or a backslash for a separator, and would serve `/x/..%2fmessages` as what a rule on `/messages` is about. Some know
 * parameters of a segment (RFC 3986 §3.3) and leave them out before they look at the rest: `/messages;v=1`, `/x/..;/messages`.
 * Undefined stands for a reading that climbs above the root, and so may lead anywhere.
 */
export function otherReadings(path: string): readonly (string | undefined)[] {
  if (!special.test(path)) return none;
  const readings = new Set([parted(path), bare(path), parted(bare(path)), bare(parted(path))]);
  readings.delete(path);
  return Array.from(readings, normalisePath);
}

const parted = (path: string) => path.replace(separators, '/');
const bare = (path: string) => path.replace(parameters, '');
