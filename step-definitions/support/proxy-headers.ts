import { isIPv4 } from 'node:net';

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const families: Readonly<Record<string, number>> = { TCP4: 0x11, UDP4: 0x12, TCP6: 0x21, UNIX: 0x31, UNSPEC: 0x00 };

/**
 * The bytes of a PROXY header as people write it: a line of version 1 as it is, and `v2 LOCAL` or `v2 TCP4 SOURCE DESTINATION PORT
 * PORT`, in which IPv6 addresses have all their groups, for version 2. `more` is what a version 2 header has behind the addresses.
 */
export function writtenHeader(text: string, more = Buffer.alloc(0)): Buffer {
  if (!text.startsWith('v2 ')) return Buffer.from(`${text}\r\n`, 'latin1');
  const [family = '', source = '', destination = '', ...ports] = text.slice('v2 '.length).split(' ');
  const code = families[family];
  const addresses = family === 'UNIX' ? Buffer.alloc(216, 'm') : Buffer.concat([source, destination].map(addressBytes));
  const told = code === undefined ? more : Buffer.concat([addresses, ...ports.map((port) => uint16(Number(port))), more]);
  return Buffer.concat([signature, Buffer.of(family === 'LOCAL' ? 0x20 : 0x21, code ?? 0), uint16(told.length), told]);
}

/** The PROXY header at the beginning of some bytes, as people write it, and its length; undefined while it is not all here. */
export function readHeader(bytes: Buffer): { readonly text: string; readonly length: number } | undefined {
  if (!bytes.subarray(0, signature.length).equals(signature)) {
    const end = bytes.indexOf('\r\n');
    return end === -1 ? undefined : { text: bytes.toString('latin1', 0, end), length: end + 2 };
  }
  const length = bytes.length < 16 ? Number.POSITIVE_INFINITY : 16 + bytes.readUInt16BE(14);
  if (bytes.length < length) return undefined;
  return { text: `v2 ${bytes[12] === 0x20 ? 'LOCAL' : toldIn(bytes.subarray(13, length))}`, length };
}

function toldIn(bytes: Buffer): string {
  const family = Object.keys(families).find((name) => families[name] === bytes[0]) ?? 'unknown';
  const size = family === 'TCP6' ? 16 : 4;
  const addresses = [3, 3 + size].map((at) => addressText(bytes.subarray(at, at + size)));
  const ports = [0, 2].map((at) => bytes.readUInt16BE(3 + 2 * size + at));
  return [family, ...addresses, ...ports].join(' ');
}

function addressBytes(address: string): Buffer {
  if (address === '') return Buffer.alloc(0);
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  return Buffer.concat(address.split(':').map((group) => uint16(Number.parseInt(group, 16))));
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16)).join(':');
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
