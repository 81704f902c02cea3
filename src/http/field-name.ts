/**
 * A field name in the one spelling in which names are compared that a backend may take for the same: CGI's environment, PHP and WSGI
 * read `X_User` and `X.User` as X-User. Letter case and every character that is neither letter nor digit do not count.
 */
export function spelling(name: string): string {
  const lower = name.toLowerCase();
  return isPlain(lower) ? lower : lower.replace(/[^a-z0-9-]/g, '-');
}

/** Whether a name in lower case has letters, digits and hyphens only, as nearly all have. */
function isPlain(lower: string): boolean {
  for (let at = 0; at < lower.length; at++) {
    const byte = lower.charCodeAt(at);
    if ((byte < 0x61 || byte > 0x7a) && byte !== 0x2d && (byte < 0x30 || byte > 0x39)) return false;
  }
  return true;
}
