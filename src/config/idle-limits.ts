import type { Finding } from './problems';
import { isMap, type RawEntry } from './raw';

const most = 20_000;

/** Limits that are never reached, because `limits.connections` comes first. */
export function findIdleLimits({ value: { limits } }: RawEntry): Finding[] {
  if (!isMap(limits)) return [];
  const { connections = most } = limits;
  return ['requests', 'connections_per_address'].flatMap((key): Finding[] => {
    const limit = limits[key];
    if (typeof connections !== 'number' || typeof limit !== 'number' || limit <= connections) return [];
    const message = `${key} ${limit} is never reached, because there are at most ${connections} connections, each with one request at a time: expected less, or more for connections`;
    return [{ path: ['limits', key], at: 'value', message }];
  });
}
