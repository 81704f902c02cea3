import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  addForwarding,
  announcedTrailers,
  answerHeaders,
  endToEnd,
  type FieldTrust,
  isVoid,
  maxForwards,
  splitRequestHeaders,
  trailerFields,
  upgradeOffer,
  withOptions,
} from '../../src/upstream/headers';

const stranger: FieldTrust = { named: undefined, guarded: undefined, isTrusted: false };
const proxy: FieldTrust = { ...stranger, isTrusted: true };
const hopByHop = [
  'Connection',
  'Expect',
  'HTTP2-Settings',
  'Keep-Alive',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Connection',
  'TE',
  'Trailer',
  'Transfer-Encoding',
  'Upgrade',
];
const forwarding = [
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Proto',
  'X-Forwarded-Prefix',
  'X-Request-Id',
];
const notInTrailers = [
  ...hopByHop,
  ...forwarding,
  'Authorization',
  'Cache-Control',
  'Content-Encoding',
  'Content-Length',
  'Content-Range',
  'Content-Type',
  'Cookie',
  'Host',
  'Max-Forwards',
  'Set-Cookie',
  'Via',
];

describe('the fields of a request', () => {
  it('travel on but for those of one connection and those that are said anew', () => {
    for (const name of [...hopByHop, ...forwarding, 'X_Forwarded_For', 'x.request.id', 'FORWARDED'])
      expect(splitRequestHeaders(['A', '1', name, 'mango', 'B', '2'], stranger).fields, name).to.deep.equal(['A', '1', 'B', '2']);
    for (const name of ['X-Fruit', 'Fruit', 'Forwarded-For', 'Connect', 'Content-Length', 'Host'])
      expect(splitRequestHeaders([name, 'mango', name, 'kiwi'], stranger).fields).to.deep.equal([name, 'mango', name, 'kiwi']);
  });

  it('tell whether trailers are wanted, and which are announced', () => {
    const of = (...raw: string[]) => splitRequestHeaders(raw, stranger);
    expect(of('A', 'b')).to.deep.equal({ fields: ['A', 'b'], via: undefined, acceptsTrailers: false, trailer: undefined });
    expect(of('TE', 'trailers').acceptsTrailers).to.equal(true);
    expect(of('te', 'gzip;q=1 ,\tTrailers ').acceptsTrailers).to.equal(true);
    expect(of('TE', 'trailers', 'TE', 'gzip').acceptsTrailers).to.equal(true);
    expect(of('X-TE', 'trailers').acceptsTrailers).to.equal(false);
    expect(of('TE', 'gzip').acceptsTrailers).to.equal(false);
    expect(of('TE', 'trailers-and-more').acceptsTrailers).to.equal(false);
    expect(of('Trailer', 'A', 'Trailer', 'B').trailer).to.equal(undefined);
    expect(of('Trailer', 'A', 'Transfer-Encoding', 'chunked', 'Trailer', 'B').trailer).to.equal('A, B');
  });

  it('keep what other servers have said of the way, in one line', () => {
    const split = splitRequestHeaders(['Via', '1.0 a', 'A', '1', 'via', '1.1 b'], stranger);
    expect(split).to.include({ via: '1.0 a, 1.1 b' });
    expect(split.fields).to.deep.equal(['A', '1']);
  });

  it('count for nobody where Connection names them, unless a trusted proxy has said them', () => {
    const named = withOptions(undefined, 'x-ripe, X-Forwarded-For');
    expect(isVoid('x-ripe', { ...stranger, named })).to.equal(true);
    expect(isVoid('x-raw', { ...stranger, named })).to.equal(false);
    expect(isVoid('x-forwarded-for', { ...proxy, named })).to.equal(false);
    expect(splitRequestHeaders(['X-Ripe', '1', 'X-Raw', '2'], { ...stranger, named }).fields).to.deep.equal(['X-Raw', '2']);
  });

  it('count where only a trusted proxy may say them, and says them in their own spelling', () => {
    const guarded = new Map([['x-user', 'x-user']]);
    expect(splitRequestHeaders(['X-User', 'a', 'X-Fruit', 'b'], { ...stranger, guarded }).fields).to.deep.equal(['X-Fruit', 'b']);
    expect(isVoid('x-user', { ...stranger, guarded })).to.equal(true);
    expect(isVoid('x-user', { ...proxy, guarded })).to.equal(false);
    expect(isVoid('x_user', { ...proxy, guarded })).to.equal(true);
    expect(isVoid('x-users', { ...stranger, guarded })).to.equal(false);
    expect(isVoid('x-user', { ...proxy, guarded, named: new Set(['x-user']) })).to.equal(false);
    for (const name of forwarding.map((one) => one.toLowerCase())) {
      expect(isVoid(name, stranger), name).to.equal(name !== 'x-request-id');
      expect(isVoid(name, proxy), name).to.equal(false);
      expect(isVoid(name.replace(/^x-/, 'x_'), proxy), name).to.equal(name !== 'forwarded');
    }
  });

  const hop = {
    forwardedFor: '192.0.2.1',
    forwarded: 'for=192.0.2.1',
    scheme: 'https',
    host: 'mango.com',
    port: 443,
    prefix: '/cart',
    requestId: 'id',
    version: '1.0',
  };

  it('are followed by what this balancer says', () => {
    const split = { fields: ['A', '1'], via: '1.1 a', acceptsTrailers: true, trailer: 'X-Sum' };
    expect(addForwarding(split, hop)).to.deep.equal([
      ...['A', '1', 'X-Forwarded-For', '192.0.2.1', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'mango.com'],
      ...['X-Forwarded-Port', '443', 'X-Forwarded-Prefix', '/cart', 'Forwarded', 'for=192.0.2.1', 'Via', '1.1 a, 1.0 mangrove'],
      ...['X-Request-Id', 'id', 'Trailer', 'X-Sum', 'TE', 'trailers'],
    ]);
    const least = { fields: [], via: undefined, acceptsTrailers: false, trailer: undefined };
    expect(addForwarding(least, { ...hop, host: undefined, prefix: '' })).to.deep.equal([
      ...['X-Forwarded-For', '192.0.2.1', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Port', '443', 'Forwarded', 'for=192.0.2.1'],
      ...['Via', '1.0 mangrove', 'X-Request-Id', 'id'],
    ]);
  });
});

describe('the options of Connection', () => {
  it('name fields, but never what frames or routes the message or ends here anyway', () => {
    const names = (...values: string[]) => [...(values.reduce(withOptions, undefined as Set<string> | undefined) ?? [])];
    expect(names('X-A , x-b\t,X-A')).to.deep.equal(['x-a', 'x-b']);
    expect(names('X-A', 'keep-alive', 'X-B', 'close')).to.deep.equal(['x-a', 'x-b']);
    expect(names('close')).to.deep.equal([]);
    expect(names(`close, Host, CONTENT-LENGTH, ${hopByHop.join()}`)).to.deep.equal([]);
    expect(names('via, cookie, authorization')).to.deep.equal(['via', 'cookie', 'authorization']);
  });

  it('take the fields that they name out of an answer', () => {
    const raw = ['Connection', 'X-A', 'X-A', '1', 'Content-Length', '5', 'Connection', 'content-length, x-b', 'x-B', '2', 'X-C', '3'];
    expect(endToEnd(raw)).to.deep.equal(['Content-Length', '5', 'X-C', '3']);
    expect(endToEnd(['A', '1', 'Connection', 'x-b', 'X-B', '2', 'C', '3'])).to.deep.equal(['A', '1', 'C', '3']);
    expect(endToEnd(['Keep-Alive', 'X-C', 'X-C', '3'])).to.deep.equal(['X-C', '3']);
  });
});

describe('the fields of an answer', () => {
  it('have one length, written anew, where there may be one', () => {
    expect(answerHeaders(['content-length', '0005', 'A', '1'], 200)).to.deep.equal([
      'content-length',
      '5',
      'A',
      '1',
      'Via',
      '1.1 mangrove',
    ]);
    expect(answerHeaders(['Content-Length', '000'], 304)).to.deep.equal(['Content-Length', '0', 'Via', '1.1 mangrove']);
    expect(answerHeaders(['A', '1', 'Content-Length', '5', 'B', '2'], 204)).to.deep.equal(['A', '1', 'B', '2', 'Via', '1.1 mangrove']);
    expect(answerHeaders(['Content-Encode', '05', 'Vie', '1'], 204)).to.deep.equal([
      'Content-Encode',
      '05',
      'Vie',
      '1',
      'Via',
      '1.1 mangrove',
    ]);
  });

  it('tell the way in its order', () => {
    expect(answerHeaders(['Via', '1.1 a', 'A', '1', 'via', '1.0 b'], 200)).to.deep.equal(['A', '1', 'Via', '1.1 a, 1.0 b, 1.1 mangrove']);
  });

  it('offer other protocols only where the backend does', () => {
    expect(upgradeOffer(['A', '1'], true)).to.deep.equal([]);
    expect(upgradeOffer(['Upgrade', 'h2c', 'upgrade', 'mango'], true)).to.deep.equal(['Connection', 'Upgrade', 'Upgrade', 'h2c, mango']);
    expect(upgradeOffer(['Upgrade', 'h2c'], false)).to.deep.equal(['Connection', 'Upgrade, close', 'Upgrade', 'h2c']);
  });
});

describe('trailers', () => {
  it('travel on unless they frame or route a message, or say who sends it', () => {
    for (const name of notInTrailers) {
      expect(trailerFields(['X-Sum', '5', name, 'mango', 'X-More', '6']), name).to.deep.equal(['X-Sum', '5', 'X-More', '6']);
      const announced = ['Transfer-Encoding', 'chunked', 'Trailer', `X-Sum, ${name}`];
      expect(announcedTrailers(announced), name).to.deep.equal(['Trailer', 'X-Sum']);
    }
  });

  it('are announced where there are chunks', () => {
    expect(announcedTrailers(['Trailer', 'X-Sum'])).to.deep.equal([]);
    expect(announcedTrailers(['Transfer-Encoding', 'chunked'])).to.deep.equal([]);
    expect(announcedTrailers(['Transfer-Encoding', 'chunked', 'Trailer', ' , Content-Length'])).to.deep.equal([]);
    expect(announcedTrailers(['trailer', 'A ,B', 'TRANSFER-encoding', 'chunked', 'Trailer', 'C'])).to.deep.equal(['Trailer', 'A, B, C']);
    expect(announcedTrailers(['Referer', 'A', 'Transfer-Encoding', 'chunked'])).to.deep.equal([]);
    expect(announcedTrailers(['Trailer', 'A', 'Transfer-Encodings', 'chunked', 'X-Transfer-Encode', '1'])).to.deep.equal([]);
  });
});

it('Max-Forwards is a number of at most nine digits, said once', () => {
  for (const [value, number] of [
    ['0', 0],
    ['10', 10],
    ['999999999', 999_999_999],
    ['007', 7],
  ] as const)
    expect(maxForwards(value)).to.equal(number);
  for (const value of ['', '-1', '1.5', '1 ', ' 1', 'far', '1, 2', '1000000000', '1\n', ['1', '2'], ['7'], undefined])
    expect(maxForwards(value)).to.equal(undefined);
});
