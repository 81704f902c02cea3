import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { asciiPattern } from '../../src/config/ascii-pattern';
import { asciiHost, escapedPart, escapedPath, fieldBytes } from '../../src/config/wire-text';

describe('a pattern for paths with escapes', () => {
  const patterns: readonly (readonly [pattern: string, ascii: string | undefined])[] = [
    ['^/v(\\d+)[a-z]$', '^/v(\\d+)[a-z]$'],
    ['ä', '(?:%C3%A4)'],
    ['ä+|🥭?', '(?:%C3%A4)+|(?:%F0%9F%A5%AD)?'],
    ['a b', 'a(?:%20)b'],
    ['\\Q[ä\\E]', '\\Q[%C3%A4\\E]'],
    ['\\Qä', '\\Q%C3%A4'],
    ['\\[ä\\]', '\\[(?:%C3%A4)\\]'],
    ['[ä]', undefined],
    ['[^a-zä]', undefined],
    ['[]ä]', undefined],
    ['[\\]ä]', undefined],
    ['[[:alpha:]ä]', undefined],
    ['[[:alpha:]]ä', '[[:alpha:]](?:%C3%A4)'],
    ['[]]ä', '[]](?:%C3%A4)'],
    ['[^]]ä', '[^]](?:%C3%A4)'],
  ];
  for (const [pattern, ascii] of patterns)
    it(`is ${ascii} for ${pattern}`, () => {
      expect(asciiPattern(pattern)).to.equal(ascii);
      if (ascii !== undefined) RE2JS.compile(ascii);
    });

  it('matches the escapes of what the pattern matches', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'ä', '東', '🥭', '/', ' ') }), (text) => {
        const pattern = asciiPattern(`^${text}$`);
        expect(pattern !== undefined && RE2JS.compile(pattern).matches(escapedPart(text))).to.equal(true);
      }),
    );
  });
});

describe('text on the wire', () => {
  it('is escaped once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const path = escapedPath(text);
        expect(path).to.match(/^[!-~]*$/);
        expect(escapedPath(path)).to.equal(path);
      }),
    );
  });

  it('is its UTF-8, a character for each byte', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Buffer.from(fieldBytes(text), 'latin1').toString()).to.equal(text);
      }),
    );
  });

  const hosts: readonly (readonly [host: string, ascii: string | undefined])[] = [
    ['www.Mango.com:80', 'www.Mango.com:80'],
    ['münchen.de:80', 'xn--mnchen-3ya.de:80'],
    ['*.münchen.de', '*.xn--mnchen-3ya.de'],
    ['faß.de', 'xn--fa-hia.de'],
    ['ü/a', undefined],
    ['ü%41.de', undefined],
    ['user@ü.de', undefined],
    ['ü\n.de', undefined],
  ];
  for (const [host, ascii] of hosts) it(`asks for ${JSON.stringify(host)} as ${ascii}`, () => void expect(asciiHost(host)).to.equal(ascii));
});
