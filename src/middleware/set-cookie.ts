/** A Set-Cookie value for a cookie that scripts cannot read and other sites do not send (RFC 6265bis §4.1). */
export function cookieField(name: string, value: string, secure: boolean): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

const sharing: ReadonlySet<string> = new Set(['public', 'private', 's-maxage']);

/** Adds cookies that are for one client to an answer's fields, and keeps shared caches from storing it (RFC 9111 §5.2.2.7). */
export function setCookies(fields: readonly string[], cookies: readonly string[]): string[] {
  const kept: string[] = [];
  const directives: string[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = fields[at] ?? '';
    const value = fields[at + 1] ?? '';
    if (name.toLowerCase() === 'cache-control') directives.push(...value.split(',').map((directive) => directive.trim()));
    else kept.push(name, value);
  }
  const own = directives.filter((directive) => !sharing.has(directive.split('=')[0]?.toLowerCase() ?? ''));
  kept.push('Cache-Control', ['private', ...own].join(', '));
  for (const cookie of cookies) kept.push('Set-Cookie', cookie);
  return kept;
}
