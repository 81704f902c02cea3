import { isIPv4, type Socket } from 'node:net';

/** The peer's address; an IPv4 one mapped into IPv6 (`::ffff:192.0.2.1`) in its IPv4 form. */
export function peerAddress({ remoteAddress: address = '' }: Socket): string {
  const mapped = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : '';
  return isIPv4(mapped) ? mapped : address;
}
