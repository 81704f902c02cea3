import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { AnswerParser, type Asked } from '../../src/upstream/http1/answer-parser';

/** An answer of a backend; `ends` says whether the connection ends behind it. */
type Played = { readonly title: string; readonly bytes: Buffer; readonly asked: Asked; readonly ends: boolean };

/** What is left of an answer once it does not matter how it came: `content` is undefined where the answer was refused in the middle. */
type Told = { heads: string[]; content: string | undefined; end: string; surplus: boolean };

const get: Asked = { isHead: false, isUpgrade: false };
const head: Asked = { isHead: true, isUpgrade: false };
const upgrade: Asked = { isHead: false, isUpgrade: true };

const answer = (fields: string, content = '', status = '200 OK') => `HTTP/1.1 ${status}\r\n${fields}\r\n${content}`;
const hello = 'Content-Length: 5\r\n';
const chunked = (content: string) => answer('Transfer-Encoding: chunked\r\n', content);
const last = '0\r\n\r\n';

const whole: readonly (readonly [title: string, bytes: string, asked?: Asked])[] = [
  ['a length', answer(hello, 'hello')],
  ['no content', answer('Content-Length: 0\r\n')],
  ['no fields', 'HTTP/1.1 204\r\n\r\n'],
  ['an empty reason', answer(hello, 'hello', '200 ')],
  ['bytes above ASCII', answer(`X: \xe6\xbc\x8f\r\n${hello}`, 'h\xc3\xa9ll', '200 Sch\xc3\xb6n')],
  ['zeros before a length', answer('Content-Length: 00000000000000000005\r\n', 'hello')],
  ['content up to the end', answer('', 'hello')],
  ['HTTP/1.0', answer('', 'hello').replace('1.1', '1.0')],
  ['HEAD', answer(hello), head],
  ['HEAD, in chunks', chunked(''), head],
  ['304 with a length', answer(hello, '', '304 x')],
  ['chunks', chunked(`5\r\nhello\r\n1\r\n!\r\n${last}`)],
  ['many tiny chunks', chunked(`${'1\r\na\r\n'.repeat(9)}${last}`)],
  ['chunks with trailers', chunked('5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More:\r\n\r\n')],
  ['zeros before a chunk size', chunked(`0000000000000005\r\nhello\r\n0000\r\n\r\n`)],
  ['blanks behind a chunk size', chunked(`5 \t \r\nhello\r\n0 \r\n\r\n`)],
  ['extensions', chunked(`5 ; a = "b;c" ;d \r\nhello\r\n0;e\r\n\r\n`)],
  ['hints', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: </a>\r\nLink: </b>\r\n\r\n${answer(hello, 'hello')}`],
  ['a switch', `${answer('Connection: upgrade\r\nUpgrade: x\r\n', '', '101 x')}other\r\n\r\nwords`, upgrade],
  ['a switch that is declined', answer(hello, 'hello'), upgrade],
];

const withSurplus: typeof whole = [
  ['a line behind a length', answer(hello, 'hello\r\n')],
  ['a second answer', answer(hello, 'hello') + answer(hello, 'again')],
  ['a second answer behind chunks', chunked(`5\r\nhello\r\n${last}`) + answer(hello, 'again')],
  ['a byte behind trailers', chunked('5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n!')],
  ['content behind HEAD', answer(hello, 'hello'), head],
  ['chunks behind HEAD', chunked(`5\r\nhello\r\n${last}`), head],
  ['204 with chunks', chunked(last).replace('200 OK', '204 x')],
  ['204 with content', answer('Content-Length: 4\r\n', 'null', '204 x')],
  ['304 with content', answer(hello, 'hello', '304 x')],
  ['a hint behind the end', answer(hello, 'hello') + answer('', '', '103 x')],
];

const refused: typeof whole = [
  ['another protocol', '\x16\x03\x01 hello\r\n\r\n'],
  ['an empty line first', `\r\n${answer(hello, 'hello')}`],
  ['a status of no kind', answer(hello, 'hello', '2x0 OK')],
  ['a bare LF', answer('X: a\nContent-Length: 0\r\n')],
  ['a bare CR', answer('X: a\rb\r\nContent-Length: 0\r\n')],
  ['a folded line', answer('X: a\r\n b\r\nContent-Length: 0\r\n')],
  ['NUL', answer('X: a\0b\r\nContent-Length: 0\r\n')],
  ['two lengths', answer('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello')],
  ['a length of 2^53', answer('Content-Length: 9007199254740992\r\n', 'hello')],
  ['a length and chunks', answer('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', last)],
  ['a switch unasked', answer('Upgrade: x\r\n', '', '101 x')],
  ['a chunk size that is none', chunked(`5\r\nhello\r\nxyz\r\n`)],
  ['a chunk size of 2^53', chunked(`20000000000000\r\nhello`)],
  ['a chunk size of many digits', chunked(`${'f'.repeat(300)}\r\nhello`)],
  ['a blank before a chunk size', chunked(` 5\r\nhello\r\n${last}`)],
  ['a bare LF behind a chunk size', chunked(`5\nhello\r\n${last}`)],
  ['a bare CR in an extension', chunked(`5;a\rb\r\nhello\r\n${last}`)],
  ['a chunk longer than its size', chunked(`4\r\nhello\r\n${last}`)],
  ['a trailer without a colon', chunked('5\r\nhello\r\n0\r\nX-Sum\r\n\r\n')],
  ['a trailer that is folded', chunked('5\r\nhello\r\n0\r\nX-Sum: 1\r\n 2\r\n\r\n')],
];

const broken: typeof whole = [
  ['half a head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['half the content', answer('Content-Length: 50\r\n', 'hello')],
  ['no last chunk', chunked('5\r\nhello\r\n')],
  ['no end behind the last chunk', chunked('5\r\nhello\r\n0\r\n')],
  ['half a trailer', chunked('5\r\nhello\r\n0\r\nX-S')],
];

const endsOrNot = [false, true];
const corpus: readonly Played[] = [...whole, ...withSurplus, ...refused, ...broken, ...answersOfOthers()].flatMap(
  ([title, text, asked = get]) => endsOrNot.map((ends) => ({ title, bytes: Buffer.from(text, 'latin1'), asked, ends })),
);

/** Collected for another parser, strict and lenient cases alike: it does not matter here who is right. */
function answersOfOthers(): typeof whole {
  const file = resolve(__dirname, '../../../shared/corpora/llhttp.json');
  if (!existsSync(file)) return [];
  const cases = JSON.parse(readFileSync(file, 'utf8')) as { kind: string; title: string; input: string }[];
  return cases.filter(({ kind }) => kind === 'response').map(({ title, input }) => [`llhttp: ${title}`, input]);
}

/** Reads an answer that comes in these pieces. `isPausedAfter` says behind which of them the reader rests until the next. */
function read(pieces: readonly Buffer[], { asked, ends }: Played, isPausedAfter: (piece: number) => boolean = () => false): Told {
  const told: Told = { heads: [], content: '', end: 'none', surplus: false };
  const note = (status: number, fields: readonly string[], message: string) => told.heads.push(JSON.stringify([status, message, fields]));
  const parser = new AnswerParser(asked, {
    onInterim: ({ status, headers, message }) => note(status, headers, message),
    onHead: ({ status, headers, message }) => note(status, headers, message),
    onContent: (chunk) => {
      expect(told.end).to.equal('none');
      told.content += chunk.toString('latin1');
    },
    onSurplus: () => {
      told.surplus = true;
    },
    onComplete: (trailers, reusable) => {
      told.end = JSON.stringify(trailers) + (told.surplus ? ' and none to follow' : reusable);
    },
  });
  try {
    pieces.forEach((piece, index) => {
      if (told.end !== 'none') {
        // What comes on a connection that nobody uses ends it.
        told.surplus = true;
        told.end = told.end.replace(/(?:true|false)$/, ' and none to follow');
        return;
      }
      if (isPausedAfter(index)) parser.pause();
      parser.feed(piece);
      parser.resume();
    });
    if (ends && told.end === 'none') {
      parser.drain();
      parser.end();
    }
  } catch {
    told.end = 'refused';
    // How much of it had been passed on by then is a matter of time.
    told.content = undefined;
  }
  if (asked.isUpgrade && told.heads[0]?.startsWith('[101,')) told.end = `switched: ${parser.rest.toString('latin1')}`;
  return told;
}

function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return places.slice(1).flatMap((place, index) => (place === places[index] ? [] : [bytes.subarray(places[index], place)]));
}

describe('an answer, however its bytes are cut into packets', () => {
  for (const [kind, answers, end] of [
    ['whole', whole, /^(?:\[|none|switched)/],
    ['followed by surplus bytes', withSurplus, /and none to follow$/],
    ['refused', refused, /^refused$/],
  ] as const)
    it(`is ${kind} where it is, in one packet`, () => {
      for (const [title, text, asked = get] of answers) {
        const { end: told } = read([Buffer.from(text, 'latin1')], { title, bytes: Buffer.alloc(0), asked, ends: false });
        expect(told, title).to.match(end);
      }
    });

  it('means the same in two packets', () => {
    for (const played of corpus) {
      const { title, bytes } = played;
      const expected = JSON.stringify(read([bytes], played));
      for (let at = 1; at < bytes.length; at += 1)
        if (JSON.stringify(read(cutAt(bytes, [at]), played)) !== expected) expect.fail(`${title}, cut at ${at}`);
    }
  });

  it('means the same in three packets', () => {
    for (const played of corpus.filter(({ bytes, ends }) => !ends && bytes.length <= 72)) {
      const { title, bytes } = played;
      const expected = JSON.stringify(read([bytes], played));
      for (let first = 1; first < bytes.length; first += 1)
        for (let second = first + 1; second < bytes.length; second += 1)
          if (JSON.stringify(read(cutAt(bytes, [first, second]), played)) !== expected) expect.fail(`${title}, cut at ${first}, ${second}`);
    }
  });

  it('means the same byte by byte', () => {
    for (const played of corpus) {
      const bytes = Array.from(played.bytes, (_, at) => played.bytes.subarray(at, at + 1));
      expect(read(bytes, played), played.title).to.deep.equal(read([played.bytes], played));
    }
  });

  it('means the same to a reader that rests now and then', () => {
    const cases = fc.constantFrom(...corpus).chain((played) =>
      fc.record({
        played: fc.constant(played),
        cuts: fc.array(fc.nat(played.bytes.length), { maxLength: 8 }),
        rests: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ played, cuts, rests }) => {
        const told = read(cutAt(played.bytes, cuts), played, (piece) => rests[piece] ?? false);
        expect(told).to.deep.equal(read([played.bytes], played));
      }),
      { numRuns: 2000 },
    );
  });

  for (const over of [0, 1])
    it(`may have a head of 64 KiB${over === 0 ? '' : ', and not a byte more'}`, () => {
      const start = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: ';
      const bytes = Buffer.from(`${start}${'a'.repeat(64 * 1024 - start.length + over)}\r\n\r\n`);
      const played = { title: 'a long head', bytes, asked: get, ends: false };
      for (let back = 0; back < 8; back += 1)
        expect(read(cutAt(bytes, [bytes.length - back]), played).end, `${back}`).to.equal(over === 0 ? '[]true' : 'refused');
    });
});
