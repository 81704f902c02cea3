import { spelling } from '../http/field-name';

/** The fields of a request, flat, without those that have one of these names, as `spelling` has them. */
export function withoutClaimed(fields: readonly string[], names: ReadonlySet<string>): string[] {
  return fields.filter((_, at) => !names.has(spelling(fields[at - (at % 2)] ?? '')));
}
