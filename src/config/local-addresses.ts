import { plainAddress } from '../net/ipv6';

/** A host as listeners and servers name it, so that two spellings of one address are equal; a name in lower case. */
export function comparableName(host: string): string {
  return plainAddress(host) ?? host.toLowerCase();
}

/** Whether a connection to `host` comes to who listens at `listen` (undefined: at all addresses), as far as names and addresses tell. */
export function reaches(host: string, listen: string | undefined): boolean {
  const ends = endsOf(comparableName(host));
  const at = listen === undefined ? '::' : comparableName(listen);
  // A socket at `::` takes IPv4 too.
  if (at === '::') return ends.some(isLoopback);
  if (at === '0.0.0.0') return ends.some((end) => isLoopback(end) && end !== '::1');
  return endsOf(at).some((end) => ends.includes(end));
}

/** Where a connection to a host ends on this machine: "any address", which means something for listeners, is taken for loopback. */
function endsOf(host: string): readonly string[] {
  if (/^localhost\.?$/.test(host) || host === '::') return ['127.0.0.1', '::1'];
  return host === '0.0.0.0' ? ['127.0.0.1'] : [host];
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^127(\.\d+){3}$/.test(address);
}
