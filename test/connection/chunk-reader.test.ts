import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { ChunkReader } from '../../src/connection/chunk-reader';

/** What a reader makes of these bytes, given piece by piece: the content, and what follows it, undefined while the end has not come. */
function readAll(pieces: readonly string[]): { content: string; rest: string | undefined; trailers: string[] } {
  const reader = new ChunkReader();
  let content = '';
  let rest: string | undefined;
  for (const piece of pieces) {
    if (rest === undefined)
      rest = reader
        .read(Buffer.from(piece, 'latin1'), (some) => {
          content += some.toString('latin1');
        })
        ?.toString('latin1');
    else rest += piece;
  }
  return { content, rest, trailers: reader.trailers };
}

const good = '5\r\nmango\r\nA;x="y z";w\r\n0123456789\r\n0\r\nX-Fruit: a mango \r\nX-Ripe:\r\n\r\nGET / HTTP/1.1\r\n';

describe('content in chunks that is read from a bare connection', () => {
  it('ends where its last chunk and its trailers do', () => {
    const trailers = ['X-Fruit', 'a mango', 'X-Ripe', ''];
    expect(readAll([good])).to.deep.equal({ content: 'mango0123456789', rest: 'GET / HTTP/1.1\r\n', trailers });
    expect(readAll(['0\r\n\r\n'])).to.deep.equal({ content: '', rest: '', trailers: [] });
    expect(readAll(['5\r\nman']).rest).to.equal(undefined);
  });

  it('has trailers without the blanks around their values, and with those inside', () => {
    expect(readAll(['0\r\nA:\t b  c \r\nD: \t\r\n\r\n']).trailers).to.deep.equal(['A', 'b  c', 'D', '']);
  });

  it('is the same however it was cut into pieces', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(good.length)), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), good.length];
        expect(readAll(at.slice(1).map((end, index) => good.slice(at[index], end)))).to.deep.equal(readAll([good]));
      }),
    );
  });

  it('is refused where two readers could see different content', () => {
    for (const bad of [
      '5 \r\nmango\r\n0\r\n\r\n',
      ' 5\r\nmango\r\n0\r\n\r\n',
      '5\nmango\r\n0\r\n\r\n',
      '5\r\nmango0\r\n\r\n',
      '5\r\nmango!\r\n0\r\n\r\n',
      '5\r\nmango\n0\r\n\r\n',
      '0x5\r\nmango\r\n0\r\n\r\n',
      '+5\r\nmango\r\n0\r\n\r\n',
      '-0\r\n\r\n',
      '\r\n',
      ';x\r\n',
      '5;\0\r\nmango\r\n0\r\n\r\n',
      '5;a\rb\r\nmango\r\n0\r\n\r\n',
      '1234567890123\r\n',
      '0\r\nX y\r\n\r\n',
      '0\r\n X: y\r\n\r\n',
      '0\r\nX : y\r\n\r\n',
      '0\r\nX: \x01\r\n\r\n',
      `5;${'a'.repeat(17_000)}`,
      `0\r\n${'X: y\r\n'.repeat(6000)}`,
    ])
      expect(() => readAll([bad]), JSON.stringify(bad.slice(0, 40))).to.throw();
  });
});
