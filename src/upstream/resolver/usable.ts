import { isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/**
 * Of the addresses of a name those of a family that this machine has an address of beyond itself, as getaddrinfo with AI_ADDRCONFIG
 * (RFC 3493 §6.1); all where that leaves none. IPv6 stands before IPv4 (RFC 6724 §2.1), and each family is sorted: name servers
 * shuffle.
 */
export function usableOf(addresses: readonly string[], own: () => readonly NetworkInterfaceInfo[] = ownAddresses): readonly string[] {
  const sorted = [...addresses].sort((a, b) => Number(isIPv6(b)) - Number(isIPv6(a)) || (a < b ? -1 : 1));
  const hasBoth = sorted.some((address) => isIPv6(address)) && sorted.some((address) => !isIPv6(address));
  if (!hasBoth) return sorted;
  const families = new Set(
    own()
      .filter(reachesOthers)
      .map(({ family }) => family),
  );
  const usable = sorted.filter((address) => isLoopback(address) || families.has(isIPv6(address) ? 'IPv6' : 'IPv4'));
  return usable.length === 0 ? sorted : usable;
}

function ownAddresses(): NetworkInterfaceInfo[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
}

function reachesOthers({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !/^fe80:/i.test(address);
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
