import { findOpenAdmin } from './admin';
import { findBlindChecks } from './blind-checks';
import { findCookieClashes } from './cookie-clashes';
import type { Finding, LineOf } from './problems';
import type { RawEntry } from './raw';
import { findUnheardMethods } from './unheard-methods';

/** What is legal in a config without mistakes and surely not meant; each kind of it is a file. */
export function findWarnings(root: RawEntry, lineOf: LineOf): Finding[] {
  return [...findOpenAdmin(root), ...findBlindChecks(root, lineOf), ...findCookieClashes(root, lineOf), ...findUnheardMethods(root)];
}
