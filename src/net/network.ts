import { isIPv4 } from 'node:net';
import { plainAddress, shortestIPv6 } from './ipv6';

/** A network, or with all bits of its prefix one address. The address is in its shortest spelling, and may have bits behind the prefix. */
export type Network = { readonly family: 'ipv4' | 'ipv6'; readonly address: string; readonly prefix: number };

const bitsOf = { ipv4: 32, ipv6: 128 } as const;

/** Reads `10.0.0.0/8` or an address; a network of IPv4-mapped IPv6 addresses is one of IPv4 (RFC 4291 §2.5.5.2). Undefined when it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [written = '', length] = text.split('/');
  const address = plainAddress(written);
  if (address === undefined) return undefined;
  if (!isIPv4(address)) return { family: 'ipv6', address, prefix: Number(length ?? 128) };
  const prefix = length === undefined ? 32 : Number(length) - (isIPv4(written) ? 0 : 96);
  return prefix >= 0 ? { family: 'ipv4', address, prefix } : { family: 'ipv6', address: `::ffff:${address}`, prefix: Number(length) };
}

/** The one spelling of a network: without bits behind its prefix, and an address without a length. */
export function networkText({ family, address, prefix }: Network): string {
  const size = family === 'ipv4' ? 8 : 16;
  const groups = groupsOf(address, family).map((group, at) => leading(group, prefix - at * size, size));
  const text = family === 'ipv4' ? groups.join('.') : shortestIPv6(groups.map((group) => group.toString(16)).join(':'));
  return prefix === bitsOf[family] ? `${text}` : `${text}/${prefix}`;
}

/** A group of which only so many leading bits are kept. */
function leading(group: number, bits: number, size: number): number {
  if (bits >= size) return group;
  return bits <= 0 ? 0 : group & ~((1 << (size - bits)) - 1);
}

function groupsOf(address: string, family: Network['family']): number[] {
  if (family === 'ipv4') return address.split('.').map(Number);
  const [head = '', tail] = (shortestIPv6(address) ?? '::').split('::');
  const [before, after] = [head, tail ?? ''].map((half) => (half === '' ? [] : half.split(':').map((group) => Number.parseInt(group, 16))));
  const known = [...(before ?? []), ...(after ?? [])].length;
  return [...(before ?? []), ...Array<number>(8 - known).fill(0), ...(after ?? [])];
}
