import { describe, it } from 'node:test';
import { expect } from 'chai';
import { AnswerParser, type Asked } from '../../src/upstream/http1/answer-parser';

type Seen = { interim: number; status: number | undefined; content: string; trailers: string[]; reusable: boolean | undefined };

const get: Asked = { isHead: false, isUpgrade: false };
const ok = 'HTTP/1.1 200 OK\r\n';
const hello = 'Content-Length: 5\r\n\r\nhello';
const inChunks = `${ok}Transfer-Encoding: chunked\r\n\r\n`;

/** What a parser tells of these bytes. Throws when it refuses them. */
function read(text: string, asked = get): Seen {
  const seen: Seen = { interim: 0, status: undefined, content: '', trailers: [], reusable: undefined };
  const parser = new AnswerParser(asked, {
    onInterim: () => {
      seen.interim += 1;
    },
    onHead: ({ status }) => {
      seen.status = status;
    },
    onContent: (chunk) => {
      seen.content += chunk.toString('latin1');
    },
    onSurplus: () => undefined,
    onComplete: (trailers, reusable) => {
      Object.assign(seen, { trailers, reusable });
    },
  });
  parser.feed(Buffer.from(text, 'latin1'));
  return seen;
}

/** A head of so many bytes in front of its empty line. */
function headOf(bytes: number): string {
  const start = `${ok}Content-Length: 0\r\nX: `;
  return `${start}${'m'.repeat(bytes - start.length)}\r\n\r\n`;
}

describe('an answer of a backend', () => {
  it('has at most 64 interim answers before it', () => {
    const hint = 'HTTP/1.1 103 Hint\r\n\r\n';
    expect(read(`${hint.repeat(64)}${ok}${hello}`)).to.include({ interim: 64, status: 200, content: 'hello' });
    expect(() => read(hint.repeat(65))).to.throw('too many interim answers');
  });

  it('has a head of at most 64 KiB, whether its end has come or not', () => {
    expect(read(headOf(64 * 1024))).to.include({ status: 200 });
    expect(() => read(headOf(64 * 1024 + 1))).to.throw('the head is over 65536 bytes');
    expect(() => read(headOf(64 * 1024 + 1).slice(0, -4))).not.to.throw();
    expect(() => read(headOf(64 * 1024 + 4).slice(0, -4))).to.throw('the head is over 65536 bytes');
  });

  it('has chunk sizes of at most 4 KiB, and trailers of at most 64 KiB', () => {
    const size = (length: number) => `${'0'.repeat(length - 1)}5`;
    expect(read(`${inChunks}${size(4096)}\r\nhello\r\n0\r\n\r\n`)).to.include({ content: 'hello', reusable: true });
    expect(() => read(`${inChunks}${size(4097)}\r\n`)).to.throw('the chunk size is over 4096 bytes');
    const trailer = (length: number) => `${inChunks}0\r\nX: ${'m'.repeat(length - 3)}\r\n\r\n`;
    expect(read(trailer(64 * 1024)).trailers).to.have.length(2);
    expect(() => read(trailer(64 * 1024 + 1))).to.throw('the trailer section is over 65536 bytes');
  });

  it('has lengths below 2^53', () => {
    expect(read(`${ok}Content-Length: 9007199254740991\r\n\r\nm`)).to.include({ status: 200, content: 'm' });
    expect(() => read(`${ok}Content-Length: 9007199254740992\r\n\r\n`)).to.throw('the length is over 2^53');
    expect(read(`${inChunks}1fffffffffffff\r\nm`)).to.include({ content: 'm' });
    expect(() => read(`${inChunks}20000000000000\r\n`)).to.throw('a chunk size is over 2^53');
  });

  it('has no control bytes in its fields, and blanks around a value are none of it', () => {
    for (const byte of ['\x01', '\x08', '\x0b', '\x1f', '\x7f'])
      for (const value of [byte, `m${byte}`, `${byte}m`, `m${byte}m`])
        expect(() => read(`${ok}X: ${value}\r\n${hello}`), JSON.stringify(value)).to.throw('holds a control byte');
    expect(read(`${inChunks}0\r\nX: \t m\tm\x80\xff \t\r\nY:\r\nZ: \t\r\n\r\n`).trailers).to.deep.equal([
      'X',
      'm\tm\x80\xff',
      'Y',
      '',
      'Z',
      '',
    ]);
  });

  const connections: readonly (readonly [title: string, text: string, reusable: boolean, asked?: Asked])[] = [
    ['HTTP/1.1', `${ok}${hello}`, true],
    ['one that says close', `${ok}Connection: close\r\n${hello}`, false],
    ['one that says Close behind another option', `${ok}Connection: X-Ripe ,\tClose\r\n${hello}`, false],
    ['one that says close in a second line', `${ok}Connection: X-Ripe\r\nConnection: close\r\n${hello}`, false],
    ['one that says both', `${ok}Connection: keep-alive, close\r\n${hello}`, false],
    ['a field of the same length', `${ok}Keep-Alive: close\r\n${hello}`, true],
    ['chunks in capitals', `${inChunks.replace('chunked', 'CHUNKED')}0\r\n\r\n`, true],
    ['one that says something else', `${ok}Connection: closed\r\n${hello}`, true],
    ['HTTP/1.0, which nobody has asked to keep it', `HTTP/1.0 200 OK\r\n${hello}`, false],
    ['HTTP/1.0 that keeps it', `HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n${hello}`, true],
    ['HTTP/1.0 that keeps it with another option', `HTTP/1.0 200 OK\r\nConnection: X-Ripe, keep-alive\r\n${hello}`, true],
    ['chunks', `${inChunks}5\r\nhello\r\n0\r\n\r\n`, true],
    ['bytes behind the end', `${ok}${hello}!`, false],
    ['bytes behind the end of chunks', `${inChunks}0\r\n\r\n!`, false],
    ['an answer to HEAD', `${ok}Content-Length: 5\r\n\r\n`, true, { isHead: true, isUpgrade: false }],
    ['chunks announced to HEAD', inChunks, true, { isHead: true, isUpgrade: false }],
    ['204', 'HTTP/1.1 204 No\r\n\r\n', true],
    ['204 with a length of nothing', 'HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n', true],
    ['204 with a length', 'HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n', false],
    ['204 in chunks', 'HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n', false],
    ['304 with a length', 'HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\n', true],
    ['304 in chunks', 'HTTP/1.1 304 Not\r\nTransfer-Encoding: chunked\r\n\r\n', false],
  ];
  for (const [title, text, reusable, asked] of connections)
    it(`leaves a connection that ${reusable ? 'can' : 'cannot'} be used again: ${title}`, () => {
      expect(read(text, asked).reusable).to.equal(reusable);
    });

  const refused: readonly (readonly [title: string, text: string, why: string])[] = [
    ['chunks in HTTP/1.0', inChunks.replace('1.1', '1.0'), 'chunks in HTTP/1.0'],
    ['chunks twice', `${ok}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n`, 'a transfer coding other than chunked'],
    ['another coding', `${ok}Transfer-Encoding: gzip\r\n\r\n`, 'a transfer coding other than chunked'],
    ['two lengths', `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`, 'two lengths'],
    ['no length at all', `${ok}Content-Length:\r\n\r\n`, 'the length is not a number'],
    ['a length with a sign', `${ok}Content-Length: +5\r\n\r\nhello`, 'the length is not a number'],
    ['a length in hexadecimal', `${ok}Content-Length: 0x5\r\n\r\nhello`, 'the length is not a number'],
    ['two lengths in one', `${ok}Content-Length: 5, 5\r\n\r\nhello`, 'the length is not a number'],
    ['half the end of a chunk', `${inChunks}5\r\nhello\rm`, 'a chunk is longer than its size'],
    ['half the end of a chunk, the other one', `${inChunks}5\r\nhellom\n`, 'a chunk is longer than its size'],
    ['a hint with a bad length', 'HTTP/1.1 103 Hint\r\nContent-Length: five\r\n\r\n', 'the length is not a number'],
    ['a field without a name', `${ok}: mango\r\n${hello}`, 'a line of the head is not a field'],
    ['a space before the colon', `${ok}X : mango\r\n${hello}`, 'a line of the head is not a field'],
    ['a field without a colon', `${ok}mango\r\n${hello}`, 'a line of the head is not a field'],
    ['a line feed first', '\nHTTP', 'a line of the head does not end with CRLF'],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'the answer does not begin with a status line'],
    ['HTTP/2', 'HTTP/2.0 200 OK\r\n\r\n', 'the answer does not begin with a status line'],
    ['a line feed in what has not ended', `${ok}X: m\nY`, 'a line of the head does not end with CRLF'],
    ['a line feed first in a chunk size', `${inChunks}\n`, 'a line of the chunk size does not end with CRLF'],
  ];
  for (const [title, text, why] of refused)
    it(`is refused for ${title}`, () => {
      expect(() => read(text)).to.throw(why);
    });
});
