import { validateHeaderValue } from 'node:http';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { parseConfig } from '../../src/config/load';
import { asciiPattern } from '../../src/config/ascii-pattern';
import { asciiHost, escapedPart, escapedPath, fieldBytes } from '../../src/http/wire-text';

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

describe('a config that loads', () => {
  const users = '{a: "$scrypt$ln=15,r=8,p=1$A1KMmu/JlBi8O4FTf8zT/A$UIzYE+wPPe3F29cBtTjmNYc3z7CIygZ7INhxUhkm85Y"}';
  const keys: readonly (readonly [key: string, value: (text: string) => string])[] = [
    ['respond.content_type', (text) => `respond: {content_type: ${text}}`],
    ['response_header_rules', (text) => `respond: {}, response_header_rules: {add: {X-A: ${text}}, append: {X-B: [${text}]}}`],
    ['header_rules', (text) => `respond: {}, header_rules: {add: {X-A: ${text}}}`],
    ['cookie_rules', (text) => `respond: {}, cookie_rules: {add: {a: ${text}}}`],
    ['security_headers', (text) => `respond: {}, security_headers: {content_security_policy: ${text}}`],
    ['realm', (text) => `respond: {}, basic_auth: {realm: ${text}, users: ${users}}`],
    ['redirect.host', (text) => `redirect: {host: ${text}}`],
    ['redirect.path', (text) => `redirect: {path: ${text}}`],
    ['health', (text) => `servers: ["a:1"], health: {host: ${text}}`],
    ['health', (text) => `servers: ["a:1"], health: {path: ${text}}`],
  ];
  const unit = fc.oneof(
    fc.constantFrom('\r', '\n', '\0', '\t', '\x7f', '\x85', '%', '/', '"', '\\', ' ', '\ud83e', 'ä', '東', '🥭', '\u2028'),
    fc.string(),
  );

  for (const [name, entry] of keys)
    it(`holds nothing that cannot be sent: ${entry('…')}`, () => {
      fc.assert(
        fc.property(fc.array(unit, { maxLength: 4 }), fc.boolean(), (pieces, isPath) => {
          const text = (isPath ? '/' : '') + pieces.join('');
          const loaded = parseConfig(`paths: [{path: /, ${entry(JSON.stringify(text))}}]`, 'mangrove.yaml');
          if (loaded.ok) for (const value of textsOf(loaded.config.paths[0])) validateHeaderValue(name, value);
          else expect(loaded.problems[0]?.line).to.equal(1);
        }),
      );
    });
});

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

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
