import { isIPv4 } from 'node:net';
import { plainAddress } from './ipv6';

/** A network, or with all bits of its prefix one address. The address is in its shortest spelling, and may have bits behind the prefix. */
export type Network = { readonly family: 'ipv4' | 'ipv6'; readonly address: string; readonly prefix: number };

/** Reads `10.0.0.0/8` or an address; a network of IPv4-mapped IPv6 addresses is one of IPv4 (RFC 4291 §2.5.5.2). Undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [written = '', length] = text.split('/');
  const address = plainAddress(written);
  if (address === undefined) return undefined;
  if (!isIPv4(address)) return { family: 'ipv6', address, prefix: Number(length ?? 128) };
  const prefix = length === undefined ? 32 : Number(length) - (isIPv4(written) ? 0 : 96);
  return prefix >= 0 ? { family: 'ipv4', address, prefix } : { family: 'ipv6', address: `::ffff:${address}`, prefix: Number(length) };
}
