import type { Finding, Path } from './problems';

const message =
  'null is taken for the word here, as it is spelled, and a missing value looks the same: expected "null" in quotes, or a value';

/** Texts of which the file says `null` without quotes, by what was `read` and what it was `taken` for. */
export function findBareNulls(read: unknown, taken: unknown, path: Path = []): Finding[] {
  if (read === null && typeof taken === 'string') return [{ path, at: 'value', message }];
  // What is the same object holds nothing that was taken for something else.
  if (typeof read !== 'object' || read === null || read === taken || typeof taken !== 'object' || taken === null) return [];
  return Object.entries(read).flatMap(([key, value]) => {
    const step = Array.isArray(read) ? Number(key) : key;
    return findBareNulls(value, taken instanceof Map ? taken.get(key) : Reflect.get(taken, key), [...path, step]);
  });
}
