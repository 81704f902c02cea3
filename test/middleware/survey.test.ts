import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../src/config/schema';
import { Failure } from '../../src/errors';
import { survey } from '../../src/middleware/survey';

const limits = { head: 1000, headers: 10 } as Config['limits'];

const read = (rawHeaders: string[], httpVersion = '1.1') => survey({ rawHeaders, httpVersion } as IncomingMessage, limits);

/** Why a head is refused. */
function refusal(rawHeaders: string[], httpVersion?: string): string {
  try {
    read(rawHeaders, httpVersion);
  } catch (error) {
    if (error instanceof Failure) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return 'none';
}

const host = ['Host', 'mango.com'];

describe('the survey of a head', () => {
  it('finds what frames and routes the request', () => {
    expect(read(host)).to.deep.equal({ host: 'mango.com', isChunked: false, upgrade: undefined, named: undefined });
    const raw = [
      'hOST',
      'mango.com',
      'Upgrade',
      'a',
      'transfer-Encoding',
      'chunked',
      'Connection',
      'X-A',
      'upgrade',
      'b',
      'connection',
      'X-B',
    ];
    expect(read(raw)).to.deep.equal({ host: 'mango.com', isChunked: true, upgrade: 'a, b', named: new Set(['x-a', 'x-b']) });
    const alike = [
      'From',
      'me',
      'Cookie',
      'a=b',
      'Referer',
      'http://a',
      'Keep-Alive',
      'X-A',
      'Accept-Charset',
      '1',
      'If-Modified-Since',
      'x',
    ];
    expect(read([...host, ...alike])).to.deep.equal({ host: 'mango.com', isChunked: false, upgrade: undefined, named: undefined });
    expect(read([], '1.0')).to.include({ host: undefined, isChunked: false });
  });

  it('wants one host', () => {
    expect(refusal([])).to.equal('bad_request: no Host field');
    expect(refusal([...host, 'host', 'mango.com'])).to.equal('bad_request: two Host fields');
    expect(refusal(['Host', '', 'Host', 'mango.com'])).to.equal('bad_request: two Host fields');
  });

  it('knows two versions', () => {
    for (const version of ['0.9', '2.0', '1.2', '1.', ''])
      expect(refusal(host, version)).to.equal(`bad_request: HTTP/${version} is not served`);
  });

  it('allows so many fields and no more', () => {
    const fields = (count: number) => [...host, ...Array.from({ length: count - 1 }, () => ['A', '1']).flat()];
    expect(refusal(fields(10))).to.equal('none');
    expect(refusal(fields(11))).to.equal('head_too_large: the request has 11 header fields, 10 are allowed');
  });

  it('allows so many bytes and no more, with what stands between and behind the fields', () => {
    // "Host: mango.com", "A: …", each with CRLF, and CRLF at the end.
    const head = (bytes: number) => [...host, 'A', 'm'.repeat(bytes - 24)];
    expect(refusal(head(1000))).to.equal('none');
    expect(refusal(head(1001))).to.equal('head_too_large: the request head has 1001 bytes, 1000 are allowed');
  });

  it('counts lengths as far as numbers go', () => {
    expect(refusal([...host, 'Content-Length', '9007199254740991'])).to.equal('none');
    expect(refusal([...host, 'content-length', '9007199254740992'])).to.match(
      /^bad_request: Content-Length is 9007199254740992, which is more/,
    );
  });

  it('knows one expectation, and none in HTTP/1.0', () => {
    for (const value of ['100-continue', '100-CONTINUE ,', '', ' , 100-continue'])
      expect(refusal([...host, 'Expect', value])).to.equal('none');
    expect(refusal([...host, 'expect', '100-continue, mango'])).to.equal(
      'expectation_failed: Expect is "100-continue, mango", and only 100-continue is known',
    );
    expect(refusal([...host, 'Expect', 'mango'], '1.0')).to.equal('none');
  });

  const codings: readonly (readonly [codings: string[], refusal: string])[] = [
    [['chunked'], 'none'],
    [['CHUNKED'], 'none'],
    [[' ,\tchunked , '], 'none'],
    [['', 'chunked'], 'none'],
    [['chunked', 'chunked'], 'bad_request'],
    [['chunked, gzip'], 'bad_request'],
    [['gzip'], 'bad_request'],
    [[''], 'bad_request'],
    [['chunked, gzip, chunked'], 'bad_request'],
    [['g zip, chunked'], 'bad_request'],
    [['(gzip), chunked'], 'bad_request'],
    [['gzip', 'chunked'], 'not_implemented'],
    [['gzip ;q=1, Chunked'], 'not_implemented'],
    [["!#$%&'*+-.^_`|~09aZ, chunked"], 'not_implemented'],
  ];
  for (const [values, reason] of codings)
    it(`takes the transfer coding ${JSON.stringify(values)}: ${reason}`, () => {
      const fields = values.flatMap((value) => ['Transfer-Encoding', value]);
      expect(refusal([...host, ...fields]).split(':')[0]).to.equal(reason);
      expect(refusal([...host, ...fields], '1.0')).to.equal('bad_request: Transfer-Encoding in HTTP/1.0');
    });
});
