import { findOpenAdmin } from './admin';
import { findBareNulls } from './bare-nulls';
import { findBlindChecks } from './blind-checks';
import { findCookieClashes } from './cookie-clashes';
import { findLiteralTexts } from './literal-texts';
import type { Finding, LineOf } from './problems';
import type { RawEntry } from './raw';
import { findUnheardMethods } from './unheard-methods';

/** What is legal in a config without mistakes and surely not meant; each kind of it is a file. `read` is the value as YAML reads it. */
export function findWarnings(root: RawEntry, read: unknown, lineOf: LineOf): Finding[] {
  return [
    ...findOpenAdmin(root),
    ...findBlindChecks(root, lineOf),
    ...findCookieClashes(root, lineOf),
    ...findUnheardMethods(root),
    ...findLiteralTexts(root),
    ...findBareNulls(read, root.value),
  ];
}
