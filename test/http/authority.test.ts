import { describe, it } from 'node:test';
import { expect } from 'chai';
import { defaultPort, portIn, withoutEmptyPort, withoutPort, withPort } from '../../src/http/authority';

const parts: readonly (readonly [authority: string, name: string, port: number | undefined])[] = [
  ['mango.com', 'mango.com', undefined],
  ['mango.com:8080', 'mango.com', 8080],
  ['mango.com:', 'mango.com', undefined],
  ['mango.com:0', 'mango.com', undefined],
  ['[::1]', '[::1]', undefined],
  ['[::1]:443', '[::1]', 443],
  ['[::1]:', '[::1]', undefined],
  [':80', '', 80],
];

describe('an authority', () => {
  for (const [authority, name, port] of parts)
    it(`has a name and a port: ${authority}`, () => {
      expect([withoutPort(authority), portIn(authority)]).to.deep.equal([name, port]);
    });

  it('names a port where that is not the one of the scheme', () => {
    expect(withPort('mango.com', 8080, 'http')).to.equal('mango.com:8080');
    expect(withPort('mango.com', 80, 'http')).to.equal('mango.com');
    expect(withPort('mango.com', 80, 'ws')).to.equal('mango.com');
    expect(withPort('mango.com', 443, 'wss')).to.equal('mango.com');
    expect(withPort('mango.com:80', 443, 'https')).to.equal('mango.com');
    expect(withPort('[::1]:80', 81, 'http')).to.equal('[::1]:81');
    expect(withPort('mango.com:0', 80, 'http')).to.equal('mango.com:0');
    // As it is where its port means the same.
    expect(withPort('mango.com:443', 443, 'https')).to.equal('mango.com:443');
    expect(withPort('mango.com:', 80, 'http')).to.equal('mango.com:');
  });

  it('means the port of its scheme where it names none', () => {
    expect((['http', 'ws', 'https', 'wss'] as const).map(defaultPort)).to.deep.equal([80, 80, 443, 443]);
  });

  it('loses an empty port', () => {
    expect(['a:', 'a:1', 'a', '[::]', '[::]:', ''].map(withoutEmptyPort)).to.deep.equal(['a', 'a:1', 'a', '[::]', '[::]', '']);
  });
});
