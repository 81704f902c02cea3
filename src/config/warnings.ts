import { findOpenAdmin } from './admin';
import { findAnswerHeaders } from './answer-headers';
import { findBareNulls } from './bare-nulls';
import { findBlindChecks } from './blind-checks';
import { findCookieClashes } from './cookie-clashes';
import { findLiteralTexts } from './literal-texts';
import { findIdleChecks } from './idle-checks';
import { findIdleDestinations } from './idle-destinations';
import { findIdleLimits } from './idle-limits';
import { findIdlePaths } from './idle-paths';
import { findIdleRewrites } from './idle-rewrites';
import { findIdleTimes } from './idle-times';
import { findNetworkSlips } from './network-lists';
import { findOwnListeners } from './own-listeners';
import type { Finding, Places } from './problems';
import type { RawEntry } from './raw';
import { findRedirectLoops } from './redirect-loops';
import { findTwinServers } from './twin-servers';
import { findUnheardMethods } from './unheard-methods';
import { findZeroWeights } from './zero-weights';

/** What is legal in a config without mistakes and surely not meant; each kind of it is a file. `read` is the value as YAML reads it. */
export function findWarnings(root: RawEntry, read: unknown, places: Places): Finding[] {
  return [
    ...findOpenAdmin(root, places),
    ...findBlindChecks(root, places),
    ...findZeroWeights(root),
    ...findOwnListeners(root),
    ...findTwinServers(root, places),
    ...findIdleChecks(root),
    ...findIdleTimes(root),
    ...findIdleLimits(root),
    ...findIdleDestinations(root, places),
    ...findRedirectLoops(root, places),
    ...findIdleRewrites(root),
    ...findIdlePaths(root, places),
    ...findNetworkSlips(root, places),
    ...findCookieClashes(root, places),
    ...findUnheardMethods(root),
    ...findAnswerHeaders(root),
    ...findLiteralTexts(root, places),
    ...findBareNulls(read, root.value),
  ];
}
