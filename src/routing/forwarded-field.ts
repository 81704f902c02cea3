import { plainAddress } from '../net/ipv6';

/** What one proxy says of one hop in Forwarded (RFC 7239 §4): its parameters in their order, names in lower case, values without quotes. */
export type ForwardedElement = readonly (readonly [name: string, value: string])[];

/** No request has come through so many proxies. What stands further from the nearest one is left out: a stranger would make work by it. */
export const mostHops = 100;

const mostParameters = 16;

/**
 * The elements of a Forwarded field, as far as they can be read from the right, where the nearest proxy is: an element that is malformed
 * and all that stands in front of it are left out, because nobody can say what was meant. A quote that a client has left open hides
 * nothing of what the proxies behind it say.
 */
export function readForwarded(field: string): ForwardedElement[] {
  const elements: ForwardedElement[] = [];
  let end = field.length;
  let isQuoted = false;
  for (let at = end - 1; at >= -1; at--) {
    if (field[at] === '"' && !isEscaped(field, at)) isQuoted = !isQuoted;
    if (at >= 0 && (field[at] !== ',' || isQuoted)) continue;
    const text = field.slice(at + 1, end).trim();
    end = at;
    // An empty one means nothing (RFC 9110 §5.6.1.2).
    if (text === '') continue;
    const element = readElement(text);
    if (element === undefined) break;
    elements.push(element);
    if (elements.length === mostHops) break;
  }
  return elements.reverse();
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** Undefined for what is malformed, which a parameter that is there twice is too, and for more parameters than anybody needs. */
function readElement(text: string): ForwardedElement | undefined {
  // Each space has one place in it: a client cannot make it slow.
  const pair = /\s*(?:([!#$%&'*+\-.^_`|~\w]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*)?(?:;|$)/y;
  const element: [string, string][] = [];
  while (pair.lastIndex < text.length) {
    const [whole, name, quoted, plain = ''] = pair.exec(text) ?? [];
    if (whole === undefined) return undefined;
    if (name === undefined) continue;
    const lower = name.toLowerCase();
    if (element.length === mostParameters || element.some(([other]) => other === lower)) return undefined;
    element.push([lower, quoted?.replace(/\\(.)/g, '$1') ?? plain]);
  }
  return element.length === 0 ? undefined : element;
}

/** An element as it is written, values in quotes where they are no tokens. */
export function writeElement(element: ForwardedElement): string {
  return element.map(([name, value]) => `${name}=${quotedUnlessToken(value)}`).join(';');
}

/** A value as it stands in an element: a token as it is, anything else as a quoted string (RFC 9110 §5.6.4). */
export function quotedUnlessToken(value: string): string {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** One who passed a request on, or sent it, as X-Forwarded-For and Forwarded name it. */
export type ForwardedNode = {
  /** Undefined for one that is not told, or hides behind a name of its own (RFC 7239 §6). */
  readonly address: string | undefined;
  /** In an element of X-Forwarded-For: without a port and brackets. */
  readonly entry: string;
  /** As the value of `for`. */
  readonly value: string;
};

const unknown: ForwardedNode = { address: undefined, entry: 'unknown', value: 'unknown' };

/**
 * Reads who is named by `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711` or `_hidden`; everything else is somebody
 * unknown.
 */
export function readNode(text: string): ForwardedNode {
  const [, bracketed, plain, port = ''] = /^(?:\[([^\]]+)\]|([\d.]+))(:(?:\d{1,5}|_[\w.-]+))?$/.exec(text) ?? [];
  const address = plainAddress(bracketed ?? plain ?? text);
  if (address !== undefined) return { address, entry: address, value: `${bare(address)}${port}` };
  return /^_[\w.-]+(?::(?:\d{1,5}|_[\w.-]+))?$/.test(text) ? { address: undefined, entry: text, value: text } : unknown;
}

const bare = (address: string) => (address.includes(':') ? `[${address}]` : address);

/** The address of a peer as the value of `for`. */
export function nodeOf(address: string): string {
  return address.includes(':') ? `"[${address}]"` : address;
}
