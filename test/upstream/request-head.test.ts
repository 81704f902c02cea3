import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { requestHead } from '../../src/upstream/http1/request-head';
import type { UpstreamRequest } from '../../src/upstream/transport';

const plain: UpstreamRequest = {
  method: 'GET',
  path: '/a?b',
  headers: [],
  body: undefined,
  isChunked: false,
  trailers: undefined,
  upgrade: undefined,
  client: undefined,
};
const body = Readable.from([]);

/** The lines of a head. */
function lines(request: Partial<UpstreamRequest>): string[] {
  const text = requestHead({ ...plain, ...request }, 'kesar:80');
  expect(text).to.match(/\r\n\r\n$/);
  return text.slice(0, -4).split('\r\n');
}

describe('the head of a request to a backend', () => {
  it('keeps fields in their order and spelling, behind the one Host', () => {
    const headers = ['x-A', '1', 'hoST', 'mango.com', 'X-b', '', 'Host', 'kiwi.com', 'x-A', '2', 'From', 'me', 'Referer', 'x'];
    expect(lines({ headers })).to.deep.equal([
      ...['GET /a?b HTTP/1.1', 'Host: mango.com', 'x-A: 1', 'X-b: ', 'x-A: 2', 'From: me', 'Referer: x'],
    ]);
  });

  it('names the address of the backend where there is no Host', () => {
    expect(lines({})).to.deep.equal(['GET /a?b HTTP/1.1', 'Host: kesar:80']);
  });

  it('has one length or one coding, said anew', () => {
    const headers = ['content-LENGTH', '0005', 'Accept-Charset', '1', 'Content-Length', '6'];
    const start = ['POST /a?b HTTP/1.1', 'Host: kesar:80', 'Accept-Charset: 1'];
    expect(lines({ method: 'POST', headers, body })).to.deep.equal([...start, 'Content-Length: 5']);
    expect(lines({ method: 'POST', headers })).to.deep.equal([...start, 'Content-Length: 5']);
    expect(lines({ method: 'POST', headers, body, isChunked: true })).to.deep.equal([...start, 'Transfer-Encoding: chunked']);
    expect(lines({ method: 'POST', headers, isChunked: true })).to.deep.equal([...start, 'Content-Length: 5']);
    expect(lines({ method: 'POST', isChunked: true })).to.deep.equal(start.slice(0, 2));
  });

  it('asks beforehand only where there is something to send', () => {
    expect(lines({ body, isChunked: true, continueMs: 0 }).slice(2)).to.deep.equal(['Transfer-Encoding: chunked', 'Expect: 100-continue']);
    expect(lines({ continueMs: 1000 }).slice(2)).to.deep.equal([]);
  });

  it('says of what is for the backend alone that it is', () => {
    expect(lines({ headers: ['te', 'trailers'] }).slice(2)).to.deep.equal(['te: trailers', 'Connection: TE']);
    expect(lines({ upgrade: 'websocket' }).slice(2)).to.deep.equal(['Connection: Upgrade', 'Upgrade: websocket']);
    expect(lines({ headers: ['TE', 'trailers', 'AB', '1'], upgrade: 'h' }).slice(2)).to.deep.equal([
      ...['TE: trailers', 'AB: 1', 'Connection: TE, Upgrade', 'Upgrade: h'],
    ]);
  });
});
