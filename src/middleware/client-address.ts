import { type AddressList, plainAddress } from '../routing/addresses';

/**
 * The client's address as the chain of trusted proxies tells it: read from the right, the first address that is not a trusted
 * proxy's own (RFC 7239 §7.1 says why the left end proves nothing). `forwardedFor` is the value of X-Forwarded-For.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: AddressList): string {
  if (forwardedFor === undefined || !trusted.has(peer)) return peer;
  let client = peer;
  for (const entry of forwardedFor.split(',').reverse()) {
    const address = bareAddress(entry.trim());
    if (address === undefined) return client;
    client = address;
    if (!trusted.has(address)) return client;
  }
  return client;
}

/** X-Forwarded-For and Forwarded may hold `192.0.2.1:4711` and `[2001:db8::1]:4711`. */
function bareAddress(entry: string): string | undefined {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1];
  const withPort = /^([\d.]+):\d+$/.exec(entry)?.[1];
  return plainAddress(bracketed ?? withPort ?? entry);
}

/**
 * The `for` address of each element of a Forwarded field (RFC 7239 §4), in the form of X-Forwarded-For; none where an element does not
 * tell one, or cannot be read: nothing in front of that is known.
 */
export function forwardedAddresses(forwarded: string): string {
  return elementsOf(forwarded).map(addressIn).join(', ');
}

/** Parted from the right, where the proxies are: a quote that a client has left open hides nothing of what they say. */
function elementsOf(forwarded: string): string[] {
  const elements: string[] = [];
  let end = forwarded.length;
  let isQuoted = false;
  for (let at = end - 1; at >= -1; at--) {
    if (forwarded[at] === '"' && !isEscaped(forwarded, at)) isQuoted = !isQuoted;
    if (at >= 0 && (forwarded[at] !== ',' || isQuoted)) continue;
    const element = forwarded.slice(at + 1, end).trim();
    end = at;
    // An empty one means nothing (RFC 9110 §5.6.1.2).
    if (element !== '') elements.unshift(element);
  }
  return elements;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function addressIn(element: string): string {
  // Each space has one place in it: a client cannot make it slow.
  const pair = /\s*(?:([^\s=;"]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))\s*)?(?:;|$)/y;
  let address: string | undefined;
  while (pair.lastIndex < element.length) {
    const [whole, name, quoted, token = ''] = pair.exec(element) ?? [];
    if (whole === undefined) return '';
    if (name?.toLowerCase() !== 'for') continue;
    if (address !== undefined) return '';
    address = quoted?.replace(/\\(.)/g, '$1') ?? token;
  }
  return address === undefined || address.includes(',') ? '' : address;
}
