import { BlockList, isIPv4 } from 'node:net';
import { plainAddress } from './ipv6';
import { type Network, parseNetwork } from './network';

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
    const network = parseNetwork(entry);
    if (network === undefined) return;
    if (network.family === 'ipv4' && network.prefix === 32) this.addresses.add(network.address);
    else this.addNetwork(network);
  }

  private addNetwork({ family, address, prefix }: Network): void {
    const list = family === 'ipv4' ? this.ipv4Networks : this.ipv6Networks;
    list.addSubnet(address, prefix, family);
    this.hasNetworks = true;
  }
}
