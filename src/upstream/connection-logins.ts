/**
 * NTLM and Negotiate log a connection in, not a request (RFC 4559 §6): whatever follows on it is done in the name of who has logged in.
 * Their names begin like this: `NTLM`, `Negotiate`, `Nego2`.
 */
const scheme = /^(?:ntlm|nego[a-z0-9]*)(?:\s|$)/i;
/** A challenge, or a parameter of the one before it; commas in quoted values separate nothing. */
const members = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/g;
const unauthorized = 401;

/**
 * Whether a request logs in the connection that it is sent on, be it behind a comma: two such fields may have been joined on the way.
 * The fields are flat: name, value.
 */
export function logsIn(headers: readonly string[]): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length === 13 && name.toLowerCase() === 'authorization' && names(headers[at + 1] as string)) return true;
  }
  return false;
}

/** Whether an answer asks for such a login, be it among other challenges (RFC 9110 §11.6.1). */
export function asksForLogin(status: number, headers: readonly string[]): boolean {
  if (status !== unauthorized) return false;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length !== 16 || name.toLowerCase() !== 'www-authenticate') continue;
    if (names(headers[at + 1] as string)) return true;
  }
  return false;
}

/** Whether a value, or a member of the list that it is, begins with such a scheme. */
function names(value: string): boolean {
  if (!value.includes(',')) return scheme.test(value.trim());
  return value.match(members)?.some((member) => scheme.test(member.trim())) ?? false;
}
