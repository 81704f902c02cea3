/** The fields of a request, flat, without those that have one of these names, as `spelling` has them. */
export function withoutClaimed(fields: readonly string[], names: ReadonlySet<string>): string[] {
  return fields.filter((_, at) => !names.has(spelling(fields[at - (at % 2)] ?? '')));
}

/** The one spelling in which claimed names are compared: some backends read `X_User` as X-User (CGI's environment has no "-"). */
export function spelling(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
