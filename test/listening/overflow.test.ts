import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { tooLarge } from '../../src/connection/overflow';

const longestUrl = 8192;
const kib = (count: number) => 'm'.repeat(count * 1024);

/** What is said to a head that comes in these packets, the first of them that of the overflow; before it there was `before`. */
function told(packets: readonly string[], { before, bytesParsed }: { readonly before: number; readonly bytesParsed: number }) {
  const socket = { bytesRead: before } as { bytesRead: number };
  for (const text of packets) {
    const packet = Buffer.from(text);
    socket.bytesRead += packet.length;
    const said = tooLarge(socket as Socket, { packet, bytesParsed: Math.min(bytesParsed, packet.length), longestUrl });
    if (said !== undefined) return said;
  }
  return undefined;
}

describe('a head beyond what the parser takes', () => {
  it('that comes in one packet is judged by its first line', () => {
    expect(told([`GET /${kib(40)}`], { before: 0, bytesParsed: 40_000 })).to.equal('url_too_long');
    expect(told([`GET /${kib(40)} HTTP/1.1\r\nHost: a\r\n\r\n`], { before: 0, bytesParsed: 33_000 })).to.equal('url_too_long');
    expect(told([`GET / HTTP/1.1\r\nX: ${kib(40)}\r\n\r\n`], { before: 0, bytesParsed: 33_000 })).to.equal('head_too_large');
    expect(told([`GET / HTTP/1.1\r\nX: ${kib(40)}`], { before: 0, bytesParsed: 40_000 })).to.equal('head_too_large');
  });

  it('and gives out within a later packet, by the line that ends there', () => {
    expect(told([`${kib(2)} HTTP/1.1\r\nHost: a\r\n\r\n`], { before: 32_000, bytesParsed: 2048 })).to.equal('url_too_long');
    expect(told([`${kib(2)}\r\nHost: a\r\n\r\n`], { before: 32_000, bytesParsed: 2048 })).to.equal('head_too_large');
    expect(told([`GET / HTTP/1.1\r\nX: ${kib(40)}`], { before: 500, bytesParsed: 33_000 })).to.equal('head_too_large');
  });

  it('waits for the end of the line', () => {
    expect(told([kib(2)], { before: 32_000, bytesParsed: 2048 })).to.equal(undefined);
    expect(told([kib(2), kib(60), `m HTTP/1.1\r\n`], { before: 32_000, bytesParsed: 2048 })).to.equal('url_too_long');
    expect(told([kib(2), kib(60), 'm\r\n'], { before: 32_000, bytesParsed: 2048 })).to.equal('head_too_large');
  });

  it('but not without end', () => {
    const packets = Array.from({ length: 100 }, () => kib(8));
    expect(told(packets, { before: 32_000, bytesParsed: 8192 })).to.equal('url_too_long');
    expect(told([...packets.slice(1).fill(`${kib(4)} and ${kib(4)}`)], { before: 32_000, bytesParsed: 8192 })).to.equal('head_too_large');
  });
});
