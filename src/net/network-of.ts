import { isIPv4, isIPv6 } from 'node:net';
import { mappedIPv4, shortestIPv6 } from './ipv6';

/**
 * What stands for one client among addresses: an IPv4 address itself, and of an IPv6 address its /64 network, which one customer
 * has to itself (RFC 6177 §2). Text that is no address stands for itself.
 */
export function networkOf(address: string): string {
  if (isIPv4(address) || !isIPv6(address)) return address;
  // Only these may map an IPv4 address; to find out takes longer than all the rest.
  const mapped = address.startsWith(':') || address.startsWith('0') ? mappedIPv4(shortestIPv6(address) ?? '') : undefined;
  return mapped ?? `${leadingGroups(address).join(':')}::/64`;
}

/** The first four of the eight groups of an IPv6 address, without leading zeros. */
function leadingGroups(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  // An IPv4 address at the end is written as one group and stands for two.
  const written = before.length + after.length + (address.includes('.') ? 1 : 0);
  return [...before, ...Array<number>(8 - written).fill(0), ...after].slice(0, 4).map((group) => group.toString(16));
}

const groupsOf = (text: string) => (text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16)));
