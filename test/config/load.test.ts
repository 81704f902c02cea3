import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatProblems, loadConfig, parseConfig } from '../../src/config/load';
import { patientNow } from '../../step-definitions/support/patience';
import { problems } from './problems';

const root = join(__dirname, '..', '..');

describe('a config that is right', () => {
  it('has three lines at least', () => {
    const loaded = parseConfig('paths:\n  - path: /\n    servers: [localhost:8081, "[::1]:8082"]\n', 'mangrove.yaml');
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    expect(loaded.config.listen).to.deep.equal({ host: undefined, port: 8080 });
    expect(loaded.config.paths[0]?.servers?.map((server) => server.address)).to.deep.equal(['localhost:8081', '[::1]:8082']);
    expect(loaded.config.paths[0]?.health).to.include({ type: 'tcp', interval: 2000 });
  });

  it('may share parts by anchor, alias and merge', () => {
    const text = 'paths:\n  - &a\n    path: /a\n    servers: &s [a:1]\n  - path: /b\n    servers: *s\n  - <<: *a\n    path: /c\n';
    const loaded = parseConfig(text, 'mangrove.yaml');
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    expect(loaded.config.paths.map((entry) => entry.servers?.[0]?.address)).to.deep.equal(['a:1', 'a:1', 'a:1']);
  });

  it('is the example of an edge', () => {
    const loaded = loadConfig(join(root, 'examples', 'edge.yaml'));
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    expect(loaded.warnings).to.deep.equal([]);
  });

  it('is what the README shows', () => {
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
    expect(parseConfig(text, 'README.md')).to.deep.include({ ok: true, warnings: [] });
  });

  it('is the example', () => {
    const loaded = loadConfig(join(root, 'examples', 'mango.yaml'));
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    expect(loaded.warnings).to.deep.equal([]);
    expect(loaded.config.hosts.map((entry) => entry.host)).to.deep.equal(['www.mango.com', 'www.apple.com', 'www.orange.com']);
    expect(loaded.config.hosts[0]?.header_rules?.remove).to.deep.equal(['Host']);
    expect(loaded.config.paths.map((entry) => entry.path)).to.deep.equal(['/mango', '/apple', '/orange']);
  });

  it('is the config of the course', () => {
    expect(loadConfig(join(root, 'examples', 'course.yaml')).ok).to.equal(true);
  });

  it('may tell entries of one host and path apart by their conditions', () => {
    const entries = ['', 'methods: [GET]', 'methods: [GET, POST]', 'headers: {A: x}', 'headers: {a: y}', 'params: {a: x}', 'exact: true'];
    const text = `paths:\n${entries.map((entry) => `  - {path: /a, respond: {}, ${entry}}\n`).join('')}`;
    expect(problems(text)).to.deep.equal([]);
  });
});

describe('a file that cannot be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  after(() => rmSync(folder, { recursive: true }));

  const sentence = (name: string, content?: string | Uint8Array): string | undefined => {
    const file = join(folder, name);
    if (content !== undefined) writeFileSync(file, content);
    const loaded = loadConfig(file);
    return loaded.ok ? undefined : loaded.problems[0]?.message;
  };

  it('is named with the reason', () => {
    expect(sentence('missing.yaml')).to.equal('there is no such file: expected a config file');
    expect(sentence('.')).to.equal('this is a directory: expected a config file');
    expect(sentence('nul.yaml', 'paths: \0')).to.equal('the file is binary: expected YAML in UTF-8');
    expect(sentence('latin1.yaml', Uint8Array.of(0x61, 0x3a, 0xe9))).to.equal('the file is not UTF-8 text: expected YAML in UTF-8');
    expect(sentence('empty.yaml', '# nothing\n')).to.equal('the file is empty: expected a config with hosts or paths');
  });

  it('is larger than 16 MiB', () => {
    const file = join(folder, 'large.yaml');
    writeFileSync(file, '');
    truncateSync(file, 16 * 1024 ** 2 + 1);
    expect(sentence('large.yaml')).to.equal('the file is larger than 16 MiB: expected a smaller one');
  });

  it('is refused when permission is lacking', (test) => {
    if (process.getuid?.() === 0) return test.skip('root may read everything');
    const file = join(folder, 'secret.yaml');
    writeFileSync(file, 'paths: []', { mode: 0o000 });
    expect(sentence('secret.yaml')).to.equal('permission to read the file was denied: expected a file that this user may read');
  });
});

describe('what the command prints', () => {
  it('is a line for each mistake and one that sums up', () => {
    const loaded = parseConfig('hosts:\n  - host: www.mango.com\n    polcy: random\n    servers: [localhost]\n', 'mangrove.yaml');
    expect(loaded.ok ? '' : formatProblems(loaded.problems)).to.equal(
      [
        'mangrove.yaml:3:5  hosts[0].polcy: unknown key "polcy"; did you mean "policy"?',
        'mangrove.yaml:4:15  hosts[0].servers[0]: "localhost" has no port: expected host:port such as localhost:8081',
        '2 mistakes in mangrove.yaml; nothing was started.',
      ].join('\n'),
    );
  });

  it('names the file alone when no line is at fault', () => {
    expect(formatProblems([{ file: 'a.yaml', line: 0, column: 0, path: '', message: 'no' }])).to.equal(
      'a.yaml  no\n1 mistake in a.yaml; nothing was started.',
    );
  });
});

describe('whatever the input', () => {
  const keys = ['hosts', 'paths', 'pools', 'host', 'path', 'servers', 'pool', 'redirect', 'respond', 'health', 'methods', 'headers'];
  const moreKeys = ['header_rules', 'rewrite_rules', 'regex', 'remove', 'listen', 'admin', 'timeouts', '__proto__', 'constructor', ''];
  const words = ['localhost:8081', 'www.mango.com', '/a', 'x', '(a', 'random', '2s', ''];
  const scalar = fc.oneof(fc.constantFrom(...words), fc.integer(), fc.boolean(), fc.constant(null), fc.double(), fc.string());
  const tree = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('map')),
    map: fc.dictionary(fc.oneof(fc.constantFrom(...keys, ...moreKeys), fc.string()), tie('value'), { maxKeys: 5 }),
  }));

  const answers = (text: string): void => {
    const loaded = parseConfig(text, 'mangrove.yaml');
    if (loaded.ok) return;
    expect(loaded.problems).to.not.equal([]);
    const lines = text.split('\n').length + 1;
    for (const { line, message } of loaded.problems) {
      expect(line).to.be.within(0, lines);
      expect(message).to.match(/^[^\n]+$/);
    }
  };

  it('a tree of maps and lists gets an answer', () => {
    fc.assert(
      fc.property(tree.map, (value) => answers(JSON.stringify(value))),
      { numRuns: 400 },
    );
  });

  it('a heap of YAML signs gets an answer', () => {
    const sign = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '<<: ',
      '? ',
      '!x ',
      '|',
      '"',
      '#',
      '---\n',
      '%',
      '\t',
      'hosts:',
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 30 }), (signs) => answers(signs.join(''))),
      { numRuns: 600 },
    );
  });

  it('random bytes get an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => answers(Buffer.from(bytes).toString('latin1'))),
      { numRuns: 300 },
    );
  });

  it('deep nesting gets an answer', () => {
    for (const opening of ['[', '{a: ', '- ', '? ']) expect(problems(opening.repeat(20_000)).at(0)).to.contain('nested too deeply');
  });

  const ring = Array.from({ length: 3000 }, (_, at) => `- {path: /p${at}, redirect: {path: /p${(at + 1) % 3000}}}`).join('\n');
  const slow = {
    'a key of a million letters': `paths: [{path: /, ${'a'.repeat(1_000_000)}: 1}]`,
    'a ring of redirects': `paths:\n${ring}`,
  };
  for (const [what, text] of Object.entries(slow))
    it(`${what} gets an answer within seconds`, () => {
      const start = patientNow();
      parseConfig(text, 'mangrove.yaml');
      expect(patientNow() - start).to.be.below(15_000);
    });
});
