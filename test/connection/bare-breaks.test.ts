import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { expect } from 'chai';
import { BareBreaks } from '../../src/connection/bare-breaks';

/** What is found of each request of a connection. A request is told of in the packet in which its head ends, as Node's parser does. */
function told(packets: readonly string[]): boolean[] {
  const breaks = new BareBreaks();
  const found: boolean[] = [];
  let all = '';
  let parsed = 0;
  for (const packet of packets) {
    all += packet;
    for (;;) {
      const [whole, method = '', url = '', fields = ''] =
        /^[\r\n]*(\S+) (\S+) HTTP\/1\.1\r\n((?:\S[^\r\n]*\r\n)*)\r\n/.exec(all.slice(parsed)) ?? [];
      if (whole === undefined) break;
      parsed += whole.length;
      const socket = { bytesRead: all.length, parser: { getCurrentBuffer: () => Buffer.from(packet) } };
      const rawHeaders = fields.split('\r\n').flatMap((field) => (field === '' ? [] : field.split(': ')));
      found.push(breaks.standBefore({ method, url, rawHeaders, socket } as unknown as IncomingMessage));
      parsed += Number(/content-length: (\d+)/.exec(fields)?.[1] ?? 0);
    }
  }
  return found;
}

const get = (path = '/') => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
const post = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nab\r';

test('bare breaks before the first request of a connection', () => {
  for (const breaks of ['\r', '\n', '\r\r', '\n\n', '\n\r', '\r\n\r', '\r\n\n', '\r\r\n'])
    expect(told([`${breaks}${get()}`])).to.deep.equal([true]);
  for (const lines of ['', '\r\n', '\r\n\r\n\r\n']) expect(told([`${lines}${get()}`])).to.deep.equal([false]);
});

test('bare breaks between requests, in one packet or in several', () => {
  expect(told([`${get('/1')}\r${get('/2')}`])).to.deep.equal([false, true]);
  expect(told([get('/1'), `\n${get('/2')}`])).to.deep.equal([false, true]);
  expect(told([`${get('/1')}\r\n${get('/2')}${get('/3')}`])).to.deep.equal([false, false, false]);
  expect(told([`${get('/1')}${get('/2')}`, `\r\r${get('/2')}`])).to.deep.equal([false, false, true]);
});

test('bare breaks that come with the request before', () => {
  expect(told([`${get('/1')}\r`, get('/2')])).to.deep.equal([false, true]);
  expect(told([`${get('/1')}\n`, get('/2')])).to.deep.equal([false, true]);
  expect(told([`${get('/1')}\r`, `\n${get('/2')}`])).to.deep.equal([false, false]);
  expect(told([`${get('/1')}\r\n`, get('/2')])).to.deep.equal([false, false]);
});

test('breaks that come in a packet of their own', () => {
  expect(told(['\r', get()])).to.deep.equal([true]);
  expect(told(['\r', `\n${get()}`])).to.deep.equal([false]);
  expect(told(['\r\n', get()])).to.deep.equal([false]);
});

test('no request is refused for how its bytes were cut', () => {
  const sound = `\r\n${get('/a')}${get('/a')}\r\n${post}${get('/a')}`;
  for (let first = 1; first < sound.length; first += 1) {
    expect(told([sound.slice(0, first), sound.slice(first)]), `cut at ${first}`).to.not.include(true);
    for (let second = first + 1; second < sound.length; second += 5)
      expect(told([sound.slice(0, first), sound.slice(first, second), sound.slice(second)]), `cut at ${first}, ${second}`).to.not.include(
        true,
      );
  }
});
