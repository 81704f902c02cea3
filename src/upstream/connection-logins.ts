/**
 * NTLM and Negotiate log a connection in, not a request (RFC 4559 §6): whatever follows on it is done in the name of who has logged in.
 * Their names begin like this: `NTLM`, `Negotiate`, `Nego2`.
 */
const scheme = /^(?:ntlm|nego[a-z0-9]*)(?:\s|$)/i;
/** A challenge, or a parameter of the one before it; commas in quoted values separate nothing. */
const members = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/g;
const unauthorized = 401;

/** Whether a request logs in the connection that it is sent on. The fields are flat: name, value. */
export function logsIn(headers: readonly string[]): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length === 13 && name.toLowerCase() === 'authorization' && scheme.test((headers[at + 1] as string).trim())) return true;
  }
  return false;
}

/** Whether an answer asks for such a login, be it among other challenges (RFC 9110 §11.6.1). */
export function asksForLogin(status: number, headers: readonly string[]): boolean {
  if (status !== unauthorized) return false;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string;
    if (name.length !== 16 || name.toLowerCase() !== 'www-authenticate') continue;
    if ((headers[at + 1] as string).match(members)?.some((member) => scheme.test(member.trim()))) return true;
  }
  return false;
}
