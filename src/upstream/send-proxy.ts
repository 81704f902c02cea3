import { isIPv4, type Socket } from 'node:net';

/** `v1` is a line of text, `v2` a binary block ("The PROXY protocol, versions 1 & 2", HAProxy). */
export type ProxyVersion = 'v1' | 'v2';

type Ends = {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
};

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const nothing = Buffer.alloc(0);
const local = 0x20;
const proxied = 0x21;
const tcp4 = 0x11;
const tcp6 = 0x21;

/**
 * The PROXY header that tells a backend of a client's connection: its address and port, and the ones it connected to. Without a
 * client, as for a check, or with one of unknown address, it tells that there are none.
 */
export function proxyHeader(version: ProxyVersion, client: Socket | undefined): Buffer {
  const ends = client === undefined ? undefined : endsOf(client);
  return version === 'v1' ? line(ends) : block(ends);
}

function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): Ends | undefined {
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  return {
    source: plainAddress(remoteAddress),
    destination: plainAddress(localAddress),
    sourcePort: remotePort ?? 0,
    destinationPort: localPort ?? 0,
  };
}

/** Without a zone, which means nothing elsewhere; IPv4 when it is mapped into IPv6. */
function plainAddress(address: string): string {
  const [plain = ''] = address.split('%');
  const mapped = plain.startsWith('::ffff:') ? plain.slice('::ffff:'.length) : '';
  return isIPv4(mapped) ? mapped : plain;
}

/** Both addresses are of one family: an IPv4 one beside an IPv6 one is mapped into it (RFC 4291 §2.5.5.2). */
function areIPv4({ source, destination }: Ends): boolean {
  return isIPv4(source) && isIPv4(destination);
}

/** §2.1. */
function line(ends: Ends | undefined): Buffer {
  if (ends === undefined) return Buffer.from('PROXY UNKNOWN\r\n');
  const { source, destination, sourcePort, destinationPort } = ends;
  const addresses = areIPv4(ends) ? `TCP4 ${source} ${destination}` : `TCP6 ${asIPv6(source)} ${asIPv6(destination)}`;
  return Buffer.from(`PROXY ${addresses} ${sourcePort} ${destinationPort}\r\n`);
}

function asIPv6(address: string): string {
  return isIPv4(address) ? `::ffff:${address}` : address;
}

/** §2.2. */
function block(ends: Ends | undefined): Buffer {
  if (ends === undefined) return Buffer.concat([signature, Buffer.of(local, 0, 0, 0)]);
  const ports = Buffer.alloc(4);
  ports.writeUInt16BE(ends.sourcePort, 0);
  ports.writeUInt16BE(ends.destinationPort, 2);
  const isFour = areIPv4(ends);
  const bytesOf = isFour ? ipv4Bytes : ipv6Bytes;
  const told = Buffer.concat([bytesOf(ends.source), bytesOf(ends.destination), ports]);
  return Buffer.concat([signature, Buffer.of(proxied, isFour ? tcp4 : tcp6, 0, told.length), told]);
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function ipv6Bytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.concat([Buffer.alloc(10), Buffer.of(0xff, 0xff), ipv4Bytes(address)]);
  const [front = nothing, back = nothing] = address.split('::').map(groupBytes);
  return Buffer.concat([front, Buffer.alloc(16 - front.length - back.length), back]);
}

/** Groups of four hexadecimal digits, the last perhaps an IPv4 address. */
function groupBytes(groups: string): Buffer {
  return Buffer.concat(
    groups.split(':').flatMap((group) => {
      if (group === '') return [];
      return isIPv4(group) ? [ipv4Bytes(group)] : [Buffer.from(group.padStart(4, '0'), 'hex')];
    }),
  );
}
