import { BlockList, isIPv4 } from 'node:net';
import { mappedIPv4, shortestIPv6 } from './ipv6';

/** A set of addresses and networks (`10.0.0.0/8`), in which an IPv4-mapped IPv6 address is its IPv4 one (RFC 4291 §2.5.5.2). */
export class AddressList {
  // Single IPv4 addresses have one spelling only, and a block list is searched from end to end.
  private readonly addresses = new Set<string>();
  // Two lists, because one alone takes IPv4 addresses for mapped ones, and `::/0` for a network that holds them.
  private readonly ipv4Networks = new BlockList();
  private readonly ipv6Networks = new BlockList();
  private hasNetworks = false;

  constructor(entries: readonly string[]) {
    for (const entry of entries) this.add(entry);
  }

  /** Whether the address is on the list; text that is no address never is. */
  has(ip: string): boolean {
    if (this.addresses.size === 0 && !this.hasNetworks) return false;
    const address = plainAddress(ip);
    if (address === undefined) return false;
    if (this.addresses.has(address)) return true;
    if (!this.hasNetworks) return false;
    return isIPv4(address) ? this.ipv4Networks.check(address, 'ipv4') : this.ipv6Networks.check(address, 'ipv6');
  }

  private add(entry: string): void {
    const [text = '', length] = entry.split('/');
    const address = plainAddress(text);
    if (address === undefined) return;
    const prefix = length === undefined ? 32 : Number(length) - (isIPv4(text) ? 0 : 96);
    if (!isIPv4(address)) this.addNetwork(this.ipv6Networks, address, Number(length ?? 128));
    else if (prefix === 32) this.addresses.add(address);
    else if (prefix >= 0) this.addNetwork(this.ipv4Networks, address, prefix);
    else this.addNetwork(this.ipv6Networks, `::ffff:${address}`, Number(length));
  }

  private addNetwork(list: BlockList, address: string, prefix: number): void {
    list.addSubnet(address, prefix, list === this.ipv4Networks ? 'ipv4' : 'ipv6');
    this.hasNetworks = true;
  }
}

/** An address in its shortest spelling, without zone, IPv4 when it is mapped; undefined when it is none. */
export function plainAddress(ip: string): string | undefined {
  if (isIPv4(ip)) return ip;
  // The spelling in which a dual-stack socket reports every IPv4 client.
  const mapped = ip.startsWith('::ffff:') ? ip.slice('::ffff:'.length) : '';
  if (isIPv4(mapped)) return mapped;
  const address = shortestIPv6(ip);
  return address === undefined ? undefined : (mappedIPv4(address) ?? address);
}
