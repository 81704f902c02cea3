import type { Finding } from './problems';
import { defaultCheckInterval } from './pool-settings';
import { entriesWithin, isMap, poolsOf, type RawEntry, type RawMap } from './raw';
import { timeSpan } from './units';

/** Durations of a pool that another one of it makes meaningless. What is not written has the schema's default. */
export function findIdleTimes(root: RawEntry): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap((pool) => [
    ...longChecks(pool),
    ...hastyChecks(pool),
    ...lateHedge(pool),
    ...longPhases(pool),
    ...cutEjections(pool),
  ]);
}

/** A check that hangs holds up those behind it. */
function longChecks({ path, value: { health } }: RawEntry): Finding[] {
  if (!isMap(health)) return [];
  const { timeout, interval = defaultCheckInterval } = health;
  if (!isLonger(timeout, interval)) return [];
  const message = `timeout ${timeout} is longer than interval ${interval}, so that a server that hangs is asked less often than one that is well: expected at most the interval`;
  return [{ path: [...path, 'health', 'timeout'], at: 'value', message }];
}

/** Less than that is a slip of the unit, `2ms` for `2s`. */
const hastyMs = 20;

/** The figure is that of one server: each of them is asked as often. */
function hastyChecks({ path, value: { health } }: RawEntry): Finding[] {
  if (!isMap(health)) return [];
  return ['interval', 'fast_interval'].flatMap((key): Finding[] => {
    const ms = health[key] === undefined ? undefined : timeSpan.safeParse(health[key]).data;
    if (ms === undefined || ms === 0 || ms >= hastyMs) return [];
    const message = `${key} ${health[key]} asks each server ${Math.round(1000 / ms)} times a second: expected a longer one, such as 2s`;
    return [{ path: [...path, 'health', key], at: 'value', message }];
  });
}

function lateHedge({ path, value }: RawEntry): Finding[] {
  const { hedge_after: after } = value;
  if (after === undefined) return [];
  const { first_byte: firstByte = '30s', request } = mapIn(value, 'timeouts');
  const [name, limit] = isLonger(after, firstByte) ? ['first_byte', firstByte] : ['request', request];
  if (!isLonger(after, limit)) return [];
  const message = `hedge_after ${after} comes too late, because an attempt without an answer ends after ${limit} (timeouts.${name}): expected less than that`;
  return [{ path: [...path, 'hedge_after'], at: 'value', message }];
}

/** Only where both are written: whoever shortens the whole need not shorten each of its parts. */
function longPhases({ path, value }: RawEntry): Finding[] {
  const timeouts = mapIn(value, 'timeouts');
  return ['connect', 'first_byte', 'idle', 'queue'].flatMap((phase): Finding[] => {
    if (!isLonger(timeouts[phase], timeouts.request)) return [];
    const message = `${phase} ${timeouts[phase]} is never reached, because the whole request ends after ${timeouts.request} (request): expected less for ${phase}, or more for request`;
    return [{ path: [...path, 'timeouts', phase], at: 'value', message }];
  });
}

function cutEjections({ path, value }: RawEntry): Finding[] {
  if (!isMap(value.outliers)) return [];
  const { ejection = '30s', max_ejection: most = '300s' } = value.outliers;
  if (!isLonger(ejection, most)) return [];
  const key = value.outliers.ejection === undefined ? 'max_ejection' : 'ejection';
  const message = `ejection is ${ejection} and max_ejection ${most}, so that every ejection lasts ${most}: expected a max_ejection that is not shorter`;
  return [{ path: [...path, 'outliers', key], at: 'value', message }];
}

function mapIn(value: RawMap, key: string): RawMap {
  const map = value[key];
  return isMap(map) ? map : {};
}

/** Whether both are durations, and the first is the longer one. */
function isLonger(one: unknown, other: unknown): boolean {
  // Most are not written, and a schema takes its time to say so.
  if (one === undefined || other === undefined) return false;
  const [ms, otherMs] = [timeSpan.safeParse(one).data, timeSpan.safeParse(other).data];
  return ms !== undefined && otherMs !== undefined && ms > otherMs;
}
