import { isIP, type Socket } from 'node:net';
import type { AddressList } from '../routing/addresses';

/** The peer's address; an IPv4 one mapped into IPv6 (`::ffff:192.0.2.1`) in its IPv4 form. */
export function peerAddress(socket: Socket): string {
  return unmapped(socket.remoteAddress ?? '');
}

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
  const address = unmapped(bracketed ?? withPort ?? entry);
  return isIP(address) === 0 ? undefined : address;
}

/** The `for` addresses of a Forwarded field (RFC 7239 §4), in the form of X-Forwarded-For. */
export function forwardedAddresses(forwarded: string): string {
  return Array.from(forwarded.matchAll(/(?:^|[,;\s])for="?(\[[^\]]+\](?::\d+)?|[^",;\s]+)"?/gi), (match) => match[1]).join(', ');
}

function unmapped(address: string): string {
  return address.startsWith('::ffff:') && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
}
