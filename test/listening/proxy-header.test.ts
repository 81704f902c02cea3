import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { crc32c } from '../../src/listening/crc32c';
import { longestProxyHeader, type ProxyHeader, readProxyHeader } from '../../src/listening/proxy-header';
import { proxyHeader } from '../../src/upstream/send-proxy';

const port = fc.integer({ min: 0, max: 65535 });
const isMapped = (address: string) => /^::ffff:/i.test(address);
const ends = fc
  .oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(fc.ipV6(), fc.ipV6()))
  .filter((addresses) => !addresses.some(isMapped))
  .chain(([source, destination]) =>
    fc.record({ source: fc.constant(source), destination: fc.constant(destination), from: port, to: port }),
  );

type Ends = typeof ends extends fc.Arbitrary<infer T> ? T : never;

function socketOf({ source, destination, from, to }: Ends): Socket {
  return { remoteAddress: source, localAddress: destination, remotePort: from, localPort: to } as unknown as Socket;
}

/** A header of ours, for version 2 with additions and a checksum behind the addresses. */
const header = fc
  .record({
    ends: fc.option(ends),
    version: fc.constantFrom('v1' as const, 'v2' as const),
    additions: fc.array(fc.uint8Array({ maxLength: 40 })),
  })
  .map(({ ends, version, additions }) => {
    const written = proxyHeader(version, ends === null ? undefined : socketOf(ends));
    return version === 'v1' ? written : withAdditions(written, additions);
  });

function withAdditions(written: Buffer, additions: readonly Uint8Array[]): Buffer {
  const more = [...additions, undefined].map((value) =>
    value === undefined ? Buffer.of(3, 0, 4, 0, 0, 0, 0) : Buffer.concat([Buffer.of(0xe0, 0, value.length), value]),
  );
  const whole = Buffer.concat([written, ...more]);
  whole.writeUInt16BE(whole.length - 16, 14);
  whole.writeUInt32BE(crc32c(whole), whole.length - 4);
  return whole;
}

/** What a reader makes of some bytes that come in pieces, and after how many it knows. */
function readInPieces(bytes: Buffer, lengths: readonly number[]): { readonly read: ProxyHeader; readonly after: number } {
  let after = 0;
  for (const length of [...lengths, bytes.length]) {
    after = Math.min(bytes.length, after + length);
    const read = readProxyHeader(bytes.subarray(0, after));
    if (read.kind !== 'incomplete' || after === bytes.length) return { read, after };
  }
  return { read: { kind: 'incomplete' }, after };
}

const pieces = fc.array(fc.integer({ min: 1, max: 30 }));

/** Headers with a byte or two changed, and bytes of any kind behind the beginning of one. */
const almost = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(header, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }), fc.uint8Array({ maxLength: 40 }))
    .map(([bytes, changes, more]) => {
      const changed = Buffer.concat([bytes, more]);
      for (const [at, byte] of changes) changed[at % changed.length] = byte;
      return changed;
    }),
  fc
    .tuple(
      fc.constantFrom('PROXY ', 'PROXY TCP4 1.2.3.4 ', 'PROXY TCP6 ', '\r\n\r\n\0\r\nQUIT\n', '\r\n\r\n\0\r\nQUIT\n\x21\x11'),
      fc.uint8Array({ maxLength: 200 }),
    )
    .map(([start, more]) => Buffer.concat([Buffer.from(start, 'latin1'), more])),
);

describe('a PROXY header', () => {
  it('is read the same in whatever pieces it comes, and nothing behind it matters', () => {
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 50 }), pieces, (bytes, rest, lengths) => {
        const whole = readProxyHeader(bytes);
        expect(whole).to.include({ kind: 'header', length: bytes.length });
        expect(readInPieces(Buffer.concat([bytes, rest]), lengths).read).to.deep.equal(whole);
      }),
    );
  });

  it('is incomplete at every byte before its last', () => {
    fc.assert(
      fc.property(header, (bytes) => {
        for (let length = 0; length < bytes.length; length += 1)
          expect(readProxyHeader(bytes.subarray(0, length)).kind).to.equal('incomplete');
      }),
      { numRuns: 30 },
    );
  });

  it('tells just what was written, in one spelling', () => {
    fc.assert(
      fc.property(ends, fc.constantFrom('v1' as const, 'v2' as const), (told, version) => {
        const read = readProxyHeader(proxyHeader(version, socketOf(told)));
        const spelt = (address: string) => (address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address);
        expect(read).to.have.deep.property('proxied', {
          source: { address: spelt(told.source), port: told.from },
          destination: { address: spelt(told.destination), port: told.to },
        });
      }),
    );
  });

  it('that is none is refused the same way in whatever pieces it comes, and never takes more than the longest', () => {
    fc.assert(
      fc.property(almost, pieces, (bytes, lengths) => {
        const whole = readProxyHeader(bytes);
        expect(readInPieces(bytes, lengths).read).to.deep.equal(whole);
        if (whole.kind === 'header') expect(whole.length).to.be.within(1, Math.min(bytes.length, longestProxyHeader));
      }),
      { numRuns: 1000 },
    );
  });

  it('is never waited for beyond the longest', () => {
    fc.assert(
      fc.property(almost, fc.nat(255), (bytes, filler) => {
        const longest = Buffer.concat([bytes, Buffer.alloc(longestProxyHeader, filler)]).subarray(0, longestProxyHeader);
        expect(readProxyHeader(longest).kind).not.to.equal('incomplete');
      }),
    );
  });

  it('with any bit of it turned does not match its checksum, if it is a header at all', () => {
    const told = { source: '192.0.2.1', destination: '198.51.100.1', from: 4711, to: 443 };
    const bytes = withAdditions(proxyHeader('v2', socketOf(told)), [Buffer.from('h2')]);
    for (let bit = 8 * 16; bit < 8 * bytes.length; bit += 1) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { kind } = readProxyHeader(turned);
      // The type and the length of an addition may hide the checksum, but never add what nobody wrote.
      if (kind === 'header') expect(bit >> 3, `bit ${bit}`).to.be.oneOf([28, 29, 30, 33, 34, 35]);
    }
  });
});

describe('CRC-32C', () => {
  // RFC 3720, appendix B.4.
  const vectors: readonly (readonly [name: string, bytes: Buffer, sum: number])[] = [
    ['zeros', Buffer.alloc(32), 0x8a9136aa],
    ['ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
    ['rising bytes', Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e],
    ['digits', Buffer.from('123456789'), 0xe3069283],
  ];
  for (const [name, bytes, sum] of vectors) it(`of ${name}`, () => void expect(crc32c(bytes)).to.equal(sum));
});
