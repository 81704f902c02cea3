import { plainAddress } from '../net/ipv6';

/** A host as listeners and servers name it, so that two spellings of one address are equal; a name in lower case. */
export function comparableName(host: string): string {
  return plainAddress(host) ?? host.toLowerCase();
}
