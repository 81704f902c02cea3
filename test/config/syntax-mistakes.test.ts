import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { type ErrorCode, parseDocument } from 'yaml';
import { findSyntaxMistakes } from '../../src/config/syntax-mistakes';
import { re2Slip } from '../../src/config/re2-slips';
import { problems } from './problems';

const config = 'paths:\n  - path: /\n    servers: [a:1]\n';

type Case = readonly [name: string, text: string, ...expected: string[]];

const cases: readonly Case[] = [
  ['a tab', 'paths:\n\t- path: /\n', '2:1 : a tab stands where lines are indented: expected spaces, since YAML takes no tabs there'],
  [
    'tabs in many lines are one slip',
    'paths:\n\t- path: /\n\t  servers: [a:1]\n\t- path: /b\n',
    '2:1 : a tab stands where lines are indented: expected spaces, since YAML takes no tabs there',
  ],
  [
    'a quote that is never closed, where it opens',
    'paths:\n  - path: "/\n    servers: [a:1]\n',
    '2:11 : a " is opened here and never closed: expected another at the end of the text',
  ],
  [
    'a quote that is closed by the next one',
    'paths:\n  - path: "/\n    servers: ["a:1"]\n',
    '2:11 : a " is opened here and never closed: expected another at the end of the text',
  ],
  [
    'a quote that is closed lines below',
    'log: "a\n  b" c\n',
    '1:6 : a " is opened here and not closed in its line: expected another at the end of the text',
  ],
  [
    'a single quote within single quotes',
    `${config}    respond: {body: 'it's'}\n`,
    `4:25 : a text follows the closing quote: expected quotes around the whole value, and '…' around one that holds "`,
  ],
  ['an @ at the start', 'log: @x\n', '1:6 : a value cannot begin with "@" in YAML: expected quotes around it'],
  ['a backtick at the start', 'log: `x`\n', '1:6 : a value cannot begin with "`" in YAML: expected quotes around it'],
  ['a % at the start', 'log: %x\n', '1:6 : a value cannot begin with "%" in YAML: expected quotes around it'],
  [
    'two keys in a line',
    'paths:\n  - path: a: b\n',
    '2:11 : one line has two keys: expected a line for each, or quotes around a value that holds ": "',
  ],
  ['a colon without a space', 'hosts:\n  - host:www\n    servers: [a:1]\n', '2:5 : the colon has no space behind it: expected "host: …"'],
  ['a key without its colon', 'hosts\n  - host: a\npaths: []\n', '1:1 : "hosts" has no colon behind it: expected "key: value"'],
  ['an equals sign', 'paths: []\nlisten = 80\n', '2:1 : a key ends with a colon, not with "=": expected "listen: …"'],
  ['a dash without a space', 'paths:\n  - path: /\n  -path: /b\n', '3:3 : the "-" has no space behind it: expected "- path: …"'],
  [
    'a wildcard, which is an alias',
    'hosts:\n  - host: *.mango.com\n    servers: [a:1]\n',
    '2:11 hosts[0].host: a value that begins with "*" is an alias in YAML: expected quotes around it, "*.mango.com"',
  ],
  [
    'a lone star',
    'hosts:\n  - host: *\n',
    '2:11 : "*" at the start of a value is YAML’s mark of an alias: expected quotes around the value',
  ],
  [
    'a tag of another program',
    'log: !vault x\n',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a config says.
    '1:6 : "!vault" is a tag, which means nothing in a config: expected the value itself, or "${NAME}" for what stands in the environment',
  ],
  [
    'a list item in another column',
    'paths:\n  - path: /\n - path: /b\n',
    '3:2 : this "-" is indented unlike those of its list: expected the same column',
  ],
  [
    'a key of an item in another column',
    'paths:\n  - path: /\n   servers: [a:1]\n',
    '3:4 : this line stands in the column of neither the "-" above nor the key behind it: expected the column of that key',
  ],
  [
    'a key that is indented too deep',
    'listen: 80\n  log: x\n',
    '2:3 : this line is indented deeper than the key above it, which has a value already: expected the column of that key',
  ],
  [
    'a list on the line of its key',
    'paths: - path: /\n',
    '1:8 : a "-" follows its key in the same line: expected a list such as [a, b], or "-" in the lines below',
  ],
  ['a bracket', 'paths: [\n  {path: /}\nlog: x\n', '1:8 : a "[" is opened here and not closed: expected a "]" before the next key'],
  ['a brace', 'limits: {url: 8KiB\nlog: x\n', '1:9 : a "{" is opened here and not closed: expected a "}" before the next key'],
  [
    'a comma that is missing in JSON',
    '{"paths": [{"path": "/" "servers": ["a:1"]}]}',
    '1:21 : entries inside [ ] or { } do not follow one another: expected a comma between each two',
  ],
  ['a comma too many', '{"paths": [,]}', '1:12 : a comma has nothing before it: expected an entry, or one comma less'],
  [
    'a pattern in double quotes',
    'log: "\\d"\n',
    '1:7 : "\\\\d" means nothing in double quotes: expected single quotes, in which a backslash is only that',
  ],
  [
    'a template',
    'listen: {{ port }}\npaths: []\n',
    '1:9 : "{{" belongs to a template that was not filled in: expected the value, or quotes around it',
  ],
  [
    'a merge',
    `${config}<<<<<<< HEAD\nlog: a\n=======\nlog: b\n>>>>>>> other\n`,
    '4:1 : this is a mark of a merge that was not finished: expected one of the two versions, without the marks',
  ],
  [
    'a page of an error',
    '<!DOCTYPE html>\n<html><body>404</body></html>\n',
    '1:1 : this is a page in HTML or XML, perhaps the message of an error: expected a config in YAML with hosts or paths',
  ],
  [
    'nginx',
    '# shop\nserver {\n  listen 80;\n  location / { proxy_pass http://a; }\n}\n',
    '2:1 : this is a config of nginx: expected a config in YAML with hosts or paths',
  ],
  [
    'HAProxy',
    'frontend shop\n  bind *:80\n  default_backend b\n',
    '1:1 : this is a config of HAProxy: expected a config in YAML with hosts or paths',
  ],
  ['Caddy', 'www.mango.com {\n  reverse_proxy a:1\n}\n', '1:1 : this is a Caddyfile: expected a config in YAML with hosts or paths'],
  ['TOML', '[http.routers]\nrule = "Host(`a`)"\n', '1:1 : this is a config in TOML or INI: expected a config in YAML with hosts or paths'],
  [
    'Kubernetes',
    'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {}\n',
    '1:1 apiVersion: this is a resource of Kubernetes: expected a config in YAML with hosts or paths',
  ],
  [
    'a certificate',
    '-----BEGIN CERTIFICATE-----\nMIIB\n',
    '1:1 : this is a key or a certificate: expected a config in YAML with hosts or paths',
  ],
  ['lines of an old Mac', 'log: a\rlisten: 80\r', '1:1 : this is a text whose lines end with carriage returns alone: expected line feeds'],
];

describe('slips in YAML', () => {
  for (const [name, text, ...expected] of cases) it(name, () => void expect(problems(text)).to.deep.equal(expected));

  for (const [name, text] of [
    ['lines of Windows', config.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${config}`],
    ['JSON', '{"paths": [{"path": "/", "servers": ["a:1"]}]}'],
    [
      'a config of nginx within a text',
      `${config}  - path: /b\n    respond:\n      body: |\n        server {\n          listen 80;\n        }\n`,
    ],
  ] as const)
    it(`are none in ${name}`, () => void expect(problems(text)).to.deep.equal([]));

  /** Short texts that the reader of YAML refuses in all its ways. */
  const texts = fc.array(
    fc.constantFrom(
      'a',
      ': ',
      ':',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '"',
      "'",
      '&x',
      '*x',
      '!t ',
      '%',
      '#',
      '|',
      '>',
      '? ',
      '\n',
      '\n  ',
      '\t',
      '---',
      '\\',
      '@',
      '<<',
    ),
    { maxLength: 14 },
  );

  it('are never told in the words of the parser, and always say what was expected', () => {
    fc.assert(
      fc.property(texts, (pieces) => {
        const text = pieces.join('');
        const document = parseDocument(text, { schema: 'core', uniqueKeys: false, stringKeys: true, prettyErrors: false });
        for (const { message, offset } of findSyntaxMistakes(document, text)) {
          expect(message).to.include(': expected ');
          expect(offset).to.be.within(0, text.length);
          for (const error of document.errors) expect(message).not.to.include(error.message);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('have a sentence for each code that the parser has', () => {
    const declared = readFileSync(require.resolve('yaml').replace(/index\.js$/, 'errors.d.ts'), 'utf8');
    const [, union = ''] = /type ErrorCode = ([^;]+);/.exec(declared) ?? [];
    const codes = Array.from(union.matchAll(/'(\w+)'/g), ([, code]) => code as ErrorCode);
    expect(codes.length).to.be.above(20);
    for (const code of codes) {
      const document = parseDocument('log: x');
      document.errors = [{ code, pos: [5, 6], message: 'Words of the parser' } as never];
      if (code === 'MULTIPLE_DOCS') continue;
      const [mistake] = findSyntaxMistakes(document, 'log: x');
      expect(mistake?.message, code).to.include(': expected ').and.not.to.include('Words');
    }
  });
});

describe('passwords', () => {
  const password = 'HUNTER2SECRET';
  const texts = [
    `admin: {token:${password}}`,
    `admin:\n  token:${password}\n  listen: 7070\n`,
    `admin:\n  token = ${password}\n  listen: 7070\n`,
    `admin:\n  token: "a" ${password}\n`,
    `admin:\n  token: "${password}\n  listen: 7070\n`,
    `admin:\n  token: *${password}\n`,
    `admin:\n  token: !${password}\n`,
    `admin: {token: %${password}}\n`,
    `admin: {token: [${password}]}\n`,
    `admin:\n  token:\n  ${password}\n`,
    `basic_auth:\n  users:\n    mary:${password}\n    bob: x\n`,
    `basic_auth: {mary: ${password}}\n`,
    `basic_auth: {"mary:${password}": }\n`,
    `basic_auth: {users: {mary: ${password}}}\n`,
    `basic_auth: {users: "mary:${password}"}\n`,
    `auth_basic: {mary: ${password}}\n`,
    `rate_limit_store: http://mary:${password}@redis\n`,
    `redis: redis://mary:${password}@redis\n`,
    `paths: [{path: /, servers: [a:1], sticky: {cookie: a, secret: ${password}}}]`,
    `paths: [{path: /, servers: [a:1], sticky: {cookie: a, secret: [${password}]}}]`,
    `paths: [{path: /, servers: ["http://mary:${password}@a:1"]}]`,
    `paths: [{path: /, servers: ["mary:${password}@a:1"]}]`,
    `paths: [{path: /, proxy_pass: "http://mary:${password}@a:1"}]`,
    `paths: [{path: /, redirect: "http://mary:${password}@a/"}]`,
  ];

  it('are in no message', () => {
    for (const text of texts) {
      const said = problems(text);
      expect(said, text).not.to.deep.equal([]);
      expect(said.join('\n'), text).not.to.include(password);
    }
  });
});

describe('slips in patterns', () => {
  it('have a sentence for all that RE2 says', () => {
    const source = readFileSync(require.resolve('re2js'), 'utf8');
    const said = Array.from(source.matchAll(/static ERR_\w+ = "([^"]+)"/g), ([, words]) => String(words));
    expect(said.length).to.be.above(10);
    const patterns = [
      '[z-a]',
      '\\8',
      '(?P<a b>x)',
      '(?P<a>x)(?P<a>y)',
      '(?=a)',
      '(?<=a)',
      'a**',
      'a{2000}',
      '[a',
      '(a',
      'a)',
      '*a',
      'a\\',
      '('.repeat(2000) + ')'.repeat(2000),
      '(x{1000}){1000}',
    ];
    for (const pattern of patterns) {
      const { wrong = '', cure = '' } = re2Slip(pattern) ?? {};
      expect(
        [wrong, cure].every((one) => one !== ''),
        pattern,
      ).to.equal(true);
      for (const words of said) expect(wrong).not.to.include(words);
    }
  });
});
