import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseCredentials } from '../../src/routing/credentials';

const basic = (text: string | Buffer) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('credentials of the Basic scheme', () => {
  it('are a name and a password, parted by the first colon', () => {
    expect(parseCredentials(basic('alice:ripe:mango'))).to.deep.equal({ user: 'alice', password: 'ripe:mango' });
    expect(parseCredentials(basic(':'))).to.deep.equal({ user: '', password: '' });
    expect(parseCredentials(basic('alice:'))).to.deep.equal({ user: 'alice', password: '' });
    expect(parseCredentials(basic('alice:m').replace('Basic ', 'bAsIC   '))).to.deep.equal({ user: 'alice', password: 'm' });
  });

  it('are in the composed form of Unicode, whatever came', () => {
    expect(parseCredentials(basic('zoe\u0308:e\u0301'))).to.deep.equal({ user: 'zo\u00eb', password: '\u00e9' });
    expect(parseCredentials(basic('\ufeffa:b'))).to.deep.equal({ user: '\ufeffa', password: 'b' });
  });

  it('have at most 1024 characters of base64', () => {
    expect(parseCredentials(basic(`a:${'m'.repeat(766)}`))).to.deep.equal({ user: 'a', password: 'm'.repeat(766) });
    expect(parseCredentials(basic(`a:${'m'.repeat(767)}`))).to.equal(undefined);
  });

  const none: Readonly<Record<string, string | undefined>> = {
    'no field': undefined,
    'an empty field': '',
    'another scheme': basic('a:b').replace('Basic', 'Bearer'),
    'the scheme alone': 'Basic ',
    'a scheme without a blank': basic('a:b').replace(' ', ''),
    'no colon': basic('alice'),
    'a control character': basic('a\n:b'),
    'a control character in the password': basic('a:b\x7f'),
    'no UTF-8': basic(Buffer.from([0x61, 0x3a, 0xff])),
    'base64 without its end': basic('a:bc').replace(/=+$/, ''),
    'base64 with bits behind its end': 'Basic YTpiYw=='.replace('w', 'x'),
    'two fields': `${basic('a:b')}, ${basic('a:c')}`,
    'base64 of URLs': 'Basic YTo_Pz8-',
  };
  for (const [title, field] of Object.entries(none))
    it(`are none: ${title}`, () => {
      expect(parseCredentials(field)).to.equal(undefined);
    });
});
