import type { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { BareRequest, isContentLeft } from '../../src/connection/bare-request';

/** A connection on which these pieces come, one after the other, as far as it is read. */
function connection(pieces: readonly string[]) {
  const waiting = [...pieces];
  const socket = new Duplex({
    highWaterMark: 1,
    read() {
      const piece = waiting.shift();
      if (piece !== undefined) this.push(Buffer.from(piece, 'latin1'));
    },
  });
  return { socket, waiting };
}

/** A request with these fields, behind whose head came `head`. */
function bare(headers: IncomingMessage['headers'], head: string, pieces: readonly string[]) {
  const { socket, waiting } = connection(pieces);
  const errors: string[] = [];
  const server = { emit: (_event: string, { code }: { code: string }) => errors.push(code) };
  const asked = {
    socket: Object.assign(socket, { server }),
    method: 'POST',
    url: '/chat',
    httpVersion: '1.1',
    rawHeaders: ['A', 'b'],
    headers,
  };
  let whole = 0;
  const request = new BareRequest(asked as unknown as IncomingMessage, Buffer.from(head, 'latin1'), () => {
    whole += 1;
  });
  return { request, socket, waiting, errors, whole: () => whole };
}

describe('the content of a request to switch protocols', () => {
  for (const [title, method, headers, isLeft] of [
    ['of a length', 'POST', { 'content-length': '5' }, true],
    ['in chunks', 'POST', { 'transfer-encoding': 'chunked' }, true],
    ['that is none', 'GET', {}, false],
    ['of CONNECT, which is none of it', 'CONNECT', { 'content-length': '5' }, false],
  ] as const)
    it(`${title} is ${isLeft ? '' : 'not '}left on the connection, by a Node that does not read it`, () => {
      const req = { method, headers, rawHeaders: Object.entries(headers).flat() } as unknown as IncomingMessage;
      expect(isContentLeft(req, false)).to.equal(isLeft);
      expect(isContentLeft(req, true)).to.equal(false);
    });
});

/** What stands behind the content. */
const left = (socket: Duplex) => (socket.read() as Buffer | null)?.toString('latin1') ?? '';

describe('a request of which Node has left the content on the connection', () => {
  it('is the request that it was', () => {
    const { request } = bare({ 'content-length': '5' }, '', []);
    const { method, url, httpVersion, rawHeaders, headers, complete } = request;
    const was = { method: 'POST', url: '/chat', httpVersion: '1.1', rawHeaders: ['A', 'b'], headers: { 'content-length': '5' } };
    expect({ method, url, httpVersion, rawHeaders, headers, complete }).to.deep.equal({ ...was, complete: false });
  });

  for (const [title, headers, head, pieces, content, behind] of [
    ['of a length, in one piece', { 'content-length': '5' }, 'mangofruit', [], 'mango', 'fruit'],
    ['of a length, in pieces', { 'content-length': '9' }, 'man', ['go', 'fruit'], 'mangofrui', 't'],
    ['of a length, all behind the head', { 'content-length': '5' }, '', ['mangofruit'], 'mango', 'fruit'],
    ['of a length, and nothing behind it', { 'content-length': '5' }, 'mango', [], 'mango', ''],
    ['in chunks', { 'transfer-encoding': 'chunked' }, '5\r\nman', ['go\r\n0\r\n', '\r\nfruit'], 'mango', 'fruit'],
  ] as const)
    it(`has its content, ${title}, and no byte more`, async () => {
      const { request, socket, errors, whole } = bare(headers, head, pieces);
      expect(await text(request)).to.equal(content);
      expect({ complete: request.complete, whole: whole(), errors }).to.deep.equal({ complete: true, whole: 1, errors: [] });
      expect({ paused: socket.isPaused(), listeners: socket.listenerCount('data') }).to.deep.equal({ paused: true, listeners: 0 });
      expect(left(socket)).to.equal(behind);
    });

  it('has its trailers', async () => {
    const { request } = bare({ 'transfer-encoding': 'chunked' }, '5\r\nmango\r\n0\r\nX-Sum: 5\r\n\r\n', []);
    expect(await text(request)).to.equal('mango');
    expect(request.rawTrailers).to.deep.equal(['X-Sum', '5']);
  });

  it('is read no faster than it is taken', async () => {
    const pieces = Array.from({ length: 10 }, () => 'm'.repeat(20_000));
    const { request, waiting, whole } = bare({ 'content-length': '200000' }, '', pieces);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    expect(waiting.length).to.be.at.least(9);
    request.read(0);
    for (let turns = 0; turns < 30; turns += 1) await turn();
    expect(waiting.length).to.be.within(3, 8);
    expect(whole()).to.equal(0);
    expect((await text(request)).length).to.equal(200_000);
    expect(whole()).to.equal(1);
  });

  it('is told of when it is malformed, and nothing more is read', async () => {
    const { request, socket, errors, whole } = bare({ 'transfer-encoding': 'chunked' }, 'five\r\n', ['5\r\nmango\r\n0\r\n\r\n']);
    request.read(0);
    await turn();
    expect(errors).to.deep.equal(['HPE_INVALID_CHUNK_SIZE']);
    expect({ complete: request.complete, whole: whole(), listeners: socket.listenerCount('data') }).to.deep.equal({
      complete: false,
      whole: 0,
      listeners: 0,
    });
  });
});
