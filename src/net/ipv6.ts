import { isIP, isIPv4 } from 'node:net';

/** An IPv6 address in its one shortest spelling (WHATWG URL §3.5: all in hexadecimal), without zone; undefined when it is none. */
export function shortestIPv6(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const [withoutZone = ''] = address.split('%');
  return URL.parse(`http://[${withoutZone}]`)?.hostname.slice(1, -1);
}

/** The IPv4 address that an IPv6 one in its shortest spelling maps (RFC 4291 §2.5.5.2); undefined when it maps none. */
export function mappedIPv4(shortest: string): string | undefined {
  const [high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(shortest)?.slice(1).map(hexadecimal) ?? [];
  if (high === undefined || low === undefined) return undefined;
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
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

const hexadecimal = (digits: string) => Number.parseInt(digits, 16);
