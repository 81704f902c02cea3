import { domainToASCII } from 'node:url';

/** How text of a config goes over the wire; made once, at load. */

/**
 * The UTF-8 bytes of a text as Node takes and gives the values of header fields: one character, U+0000 to U+00FF, for each byte
 * (RFC 9110 §5.5).
 */
export function fieldBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text).toString('latin1');
}

/** A path with the escapes of its UTF-8 (RFC 3986 §2.5), and a `%` that begins no escape as `%25`. What is escaped already stays. */
export function escapedPath(path: string): string {
  return path.toWellFormed().replace(/[^!-~]+|%(?![0-9A-Fa-f]{2})/g, encodeURIComponent);
}

/** Part of a path, or of what is put in its place: as `escapedPath`, but that each `%` stays and `?` and `#` are escaped. */
export function escapedPart(text: string): string {
  return text.toWellFormed().replace(/[^!-~]+|[?#]+/g, encodeURIComponent);
}

/**
 * A host name, perhaps with a `*` for a label or a port behind it, in the ASCII form in which it is asked for (IDNA, UTS #46).
 * Undefined when it has none.
 */
export function asciiHost(host: string): string | undefined {
  if (isAscii(host)) return host;
  const [, name, port = ''] = /^([^\s/?#@:%[\]\\]+)(:\d+)?$/.exec(host) ?? [];
  const ascii = name === undefined ? '' : domainToASCII(name);
  return ascii === '' ? undefined : ascii + port;
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}
