import { isIP, isIPv6 } from 'node:net';

/** The addresses of each name in a hosts file (hosts(5)), names in lower case. */
export type HostsFile = ReadonlyMap<string, readonly string[]>;

/** Reads the text of a hosts file; lines that make no sense are passed over. */
export function parseHosts(text: string): HostsFile {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const known = hosts.get(name.toLowerCase());
      if (known === undefined) hosts.set(name.toLowerCase(), [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return hosts;
}

const loopback: readonly string[] = ['127.0.0.1', '::1'];

/**
 * The addresses that a name has without anybody being asked: those of the hosts file, and the loopback addresses for `localhost` and
 * the names below it (RFC 6761 §6.3); undefined for other names.
 */
export function addressesWithin(hosts: HostsFile, name: string): readonly string[] | undefined {
  const plain = name.replace(/\.$/, '');
  return hosts.get(plain) ?? (/(^|\.)localhost$/.test(plain) ? loopback : undefined);
}

export function byFamily(addresses: readonly string[]): { readonly ipv4: readonly string[]; readonly ipv6: readonly string[] } {
  return { ipv4: addresses.filter((address) => !isIPv6(address)), ipv6: addresses.filter((address) => isIPv6(address)) };
}
