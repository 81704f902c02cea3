import type { Finding } from './problems';
import { entriesWithin, isMap, poolsOf, type RawEntry } from './raw';

/** Settings of questions and answers, where checks ask nothing. */
export function findIdleChecks(root: RawEntry): Finding[] {
  return [...poolsOf(root), ...entriesWithin(root)].flatMap(({ path, value: { health } }): Finding[] => {
    if (!isMap(health) || health.type !== 'tcp') return [];
    return ['path', 'host', 'expect', 'body']
      .filter((key) => health[key] !== undefined)
      .map((key) => ({
        path: [...path, 'health', key],
        at: 'key',
        message: `${key} has no effect, because a check of type tcp only connects and asks for nothing: expected type: http, or no ${key}`,
      }));
  });
}
