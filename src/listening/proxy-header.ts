import { isIPv4, isIPv6 } from 'node:net';
import { mappedIPv4, shortestIPv6 } from '../net/ipv6';
import { crc32c } from './crc32c';

/** One end of a connection; an IPv4 address mapped into IPv6 is in its IPv4 form. */
export type Endpoint = { readonly address: string; readonly port: number };

/** The two ends of the connection that a client made to a proxy. */
export type Proxied = { readonly source: Endpoint; readonly destination: Endpoint };

/** What the first bytes of a connection are. More bytes never change anything but `incomplete`. */
export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly why: string }
  /** `length` bytes are the header; `proxied` is undefined where it tells no addresses, and the real ones hold. */
  | { readonly kind: 'header'; readonly length: number; readonly proxied: Proxied | undefined };

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const word = Buffer.from('PROXY ', 'latin1');
const longestLine = 107;
const fixedBytes = 16;
/** Room for all registered additions, and what nginx takes. */
const longestBinary = 4096;
const cr = 0x0d;
const lf = 0x0a;
const crc32cType = 0x03;
const incomplete = { kind: 'incomplete' } as const;

/** No header is longer, so nobody has to keep more of one that is incomplete. */
export const longestProxyHeader = longestBinary;

/**
 * Reads the PROXY header, version 1 or 2, at the beginning of a connection ("The PROXY protocol, versions 1 & 2", HAProxy).
 * What is no header now and can never become one is malformed at once, so that nobody waits for the rest of it. Never throws.
 */
export function readProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return incomplete;
  if (beginsAlike(bytes, signature)) return readBinary(bytes);
  if (beginsAlike(bytes, word)) return readLine(bytes);
  return malformed('the connection does not begin with a PROXY header');
}

/** Whether what there is of both is the same. */
function beginsAlike(bytes: Buffer, mark: Buffer): boolean {
  const length = Math.min(bytes.length, mark.length);
  return bytes.compare(mark, 0, length, 0, length) === 0;
}

function malformed(why: string): ProxyHeader {
  return { kind: 'malformed', why };
}

/** Version 1 (§2.1): one line of text. */
function readLine(bytes: Buffer): ProxyHeader {
  const most = Math.min(bytes.length, longestLine);
  let at = word.length;
  while (at < most && bytes[at] !== cr && bytes[at] !== lf) at += 1;
  if (at >= longestLine - 1) return malformed(`the PROXY line is over ${longestLine} bytes`);
  if (at >= bytes.length) return incomplete;
  if (bytes[at] === cr && at + 1 === bytes.length) return incomplete;
  if (bytes[at] === lf || bytes[at + 1] !== lf) return malformed('the PROXY line does not end with CRLF');
  return readWords(bytes.toString('latin1', word.length, at), at + 2);
}

function readWords(text: string, length: number): ProxyHeader {
  const [family, source = '', destination = '', sourcePort = '', destinationPort = '', ...more] = text.split(' ');
  if (family === 'UNKNOWN') return { kind: 'header', length, proxied: undefined };
  if (family !== 'TCP4' && family !== 'TCP6') return malformed('the PROXY line names another protocol than TCP4, TCP6 or UNKNOWN');
  const isAddress = family === 'TCP4' ? isIPv4 : isPlainIPv6;
  if (!isAddress(source) || !isAddress(destination)) return malformed(`the PROXY line does not hold two addresses of ${family}`);
  if (!isPort(sourcePort) || !isPort(destinationPort) || more.length > 0)
    return malformed('the PROXY line does not end with two ports from 0 to 65535');
  return {
    kind: 'header',
    length,
    proxied: {
      source: { address: plainAddress(source), port: Number(sourcePort) },
      destination: { address: plainAddress(destination), port: Number(destinationPort) },
    },
  };
}

/** A zone would mean an interface of another machine. */
function isPlainIPv6(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65535;
}

/** An address in its one shortest spelling. */
function plainAddress(text: string): string {
  const shortest = shortestIPv6(text);
  return shortest === undefined ? text : (mappedIPv4(shortest) ?? shortest);
}

/** Bytes that two addresses and their ports take, by address family (§2.2). */
const blockBytes: Readonly<Record<number, number>> = { 0: 0, 1: 12, 2: 36, 3: 216 };

/** Version 2 (§2.2): a binary block that tells its own length. */
function readBinary(bytes: Buffer): ProxyHeader {
  const [versionAndCommand, familyAndTransport] = bytes.subarray(signature.length);
  if (versionAndCommand === undefined) return incomplete;
  const command = versionAndCommand & 0x0f;
  if (versionAndCommand >> 4 !== 2) return malformed(`the PROXY header has version ${versionAndCommand >> 4}, 1 and 2 are known`);
  if (command > 1) return malformed(`the PROXY header has command ${command}, 0 and 1 are known`);
  const isLocal = command === 0;
  if (familyAndTransport === undefined) return incomplete;
  const family = familyAndTransport >> 4;
  const block = blockBytes[family];
  if (!isLocal && (block === undefined || (familyAndTransport & 0x0f) > 2))
    return malformed(`the PROXY header has the unknown family 0x${familyAndTransport.toString(16).padStart(2, '0')}`);
  if (bytes.length < fixedBytes) return incomplete;
  const length = fixedBytes + bytes.readUInt16BE(fixedBytes - 2);
  if (length > longestBinary) return malformed(`the PROXY header has ${length} bytes, ${longestBinary} are taken`);
  if (bytes.length < length) return incomplete;
  const header = bytes.subarray(0, length);
  // The sender speaks for itself, or does not know: the rest is to be skipped, whatever it is.
  if (isLocal || block === undefined || block === 0) return { kind: 'header', length, proxied: undefined };
  if (length < fixedBytes + block) return malformed('the PROXY header ends within its addresses');
  const mistake = additionsMistake(header, fixedBytes + block);
  if (mistake !== undefined) return malformed(mistake);
  return { kind: 'header', length, proxied: proxiedIn(header, familyAndTransport) };
}

/** What is behind the addresses: each a type, a length and so many bytes. Only the checksum is looked at (§2.2.3). */
function additionsMistake(header: Buffer, from: number): string | undefined {
  let at = from;
  while (at < header.length) {
    const value = at + 3;
    const end = value <= header.length ? value + header.readUInt16BE(at + 1) : value;
    if (end > header.length) return 'the PROXY header ends within one of its additions';
    if (header[at] === crc32cType && !isChecksum(header, value, end)) return 'the PROXY header does not match its checksum';
    at = end;
  }
  return undefined;
}

function isChecksum(header: Buffer, from: number, to: number): boolean {
  if (to - from !== 4) return false;
  return crc32c(Buffer.from(header).fill(0, from, to)) === header.readUInt32BE(from);
}

/** The addresses of TCP over IPv4 or IPv6; any other connection is none that a client of HTTP/1.1 could have made. */
function proxiedIn(header: Buffer, familyAndTransport: number): Proxied | undefined {
  if (familyAndTransport !== 0x11 && familyAndTransport !== 0x21) return undefined;
  const size = familyAndTransport === 0x11 ? 4 : 16;
  const ports = fixedBytes + 2 * size;
  const addressAt = (from: number) => textOf(header.subarray(from, from + size));
  return {
    source: { address: addressAt(fixedBytes), port: header.readUInt16BE(ports) },
    destination: { address: addressAt(fixedBytes + size), port: header.readUInt16BE(ports + 2) },
  };
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16));
  return plainAddress(groups.join(':'));
}
