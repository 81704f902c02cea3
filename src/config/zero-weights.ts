import type { Finding } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

/** Pools of which no server has a weight above 0: nobody is sent there but those whose cookie names a server. */
export function findZeroWeights(root: RawEntry): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap(({ path, value: { servers, sticky } }): Finding[] => {
    if (!Array.isArray(servers) || servers.length === 0) return [];
    if (!servers.every((server) => isMap(server) && server.weight === 0)) return [];
    const who =
      sticky === undefined ? 'every request is answered 503' : 'only clients with the cookie of a server are served, all others get 503';
    const message = `every weight is 0, so that ${who}: expected one above it, or respond: {status: 503} where that is meant`;
    return [{ path: [...path, 'servers'], at: 'value', message }];
  });
}
