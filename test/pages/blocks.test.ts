import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { blocksOf, pages, partsOf } from './page';

/** Who looks at blocks of a kind: a test of this folder. */
const lookedAt: Readonly<Record<string, string>> = {
  console: 'stories.test.ts, and first-feature.test.ts for scenarios',
  sh: 'stories.test.ts, where its note does not say why not',
  yaml: 'configs.test.ts',
  json: 'log-lines.test.ts',
  text: 'log-lines.test.ts, and stories.test.ts for a log of the page itself',
  http: 'one-request.test.ts',
  gherkin: 'first-feature.test.ts',
  ts: 'first-feature.test.ts, and code.test.ts',
  js: 'code.test.ts',
  ini: 'commands.test.ts, for the commands in it',
  logrotate: 'nobody: it is for another program',
};

/** A page that is written by a program, from what that program ran. */
const isGenerated = (page: string) => /This page is written by|<!-- Generated /.test(readFileSync(page, 'utf8').slice(0, 500));

/** All that the suite does not run, and why. Whoever adds to it has looked for a way to run it. */
const notRun = [
  'README.md  make test: it runs this',
  'README.md  npm install path/to/mangrove-0.1.0.tgz: it asks a registry',
  'README.md  docker build -t mangrove .: it needs Docker',
  'examples/README.md  make start CONFIG=examples/mango.yaml: it listens at the ports of its config; features/operating/own-app.feature runs it',
  'docs/operating.md  mangrove completion bash > ~/.local/share/bash-completion/completions/mangrove: three shells, which features/operating/command.feature has',
  'docs/operating.md  docker build -t mangrove .: it needs Docker',
  'docs/operating.md  docker run --stop-timeout 40 -e ADMIN_TOKEN -p 8080:8080 -p 127.0.0.1:7070:7070: it needs Docker',
  'docs/operating.md  journalctl -u mangrove -o cat -f: it needs systemd',
  'docs/operating.md  systemctl enable --now mangrove.socket mangrove@blue: it needs systemd',
];

describe('the blocks of pages', () => {
  for (const page of pages.filter((one) => !isGenerated(one))) {
    it(`are of a kind that is looked at: ${page}`, () => {
      const others = blocksOf(page).filter(({ kind }) => !(kind in lookedAt));
      expect(others.map(({ line, kind }) => `${page}:${line}  ${kind === '' ? 'says not what it is' : kind}`)).to.deep.equal([]);
    });

    it(`say whether they are run: ${page}`, () => {
      const silent = blocksOf(page).filter(({ kind, note }) => kind === 'sh' && !/^(run|terminal|not run: .+)$/.test(note ?? ''));
      expect(
        silent.map(({ line }) => `${page}:${line}  expected a note: <!-- run -->, <!-- terminal --> or <!-- not run: WHY -->`),
      ).to.deep.equal([]);
    });

    it(`begin with a command, where they are of a console: ${page}`, () => {
      const others = blocksOf(page).filter(({ kind, text }) => kind === 'console' && !text.startsWith('$ '));
      expect(others.map(({ line }) => `${page}:${line}  expected "$ " and a command`)).to.deep.equal([]);
    });

    it(`have notes that mean something: ${page}`, () => {
      const known = /^(run|terminal|log|scenarios|not run: .+|(run|terminal): .+|file \S+( of \S+)?|file \S+\n.*)$/s;
      const others = partsOf(page).filter(({ note }) => note !== undefined && !known.test(note));
      expect(others.map(({ line, note }) => `${page}:${line}  ${note}`)).to.deep.equal([]);
    });
  }

  it('are run, but for these', () => {
    const came = pages.flatMap((page) =>
      blocksOf(page)
        .filter(({ note }) => note?.startsWith('not run'))
        .map(({ text, note }) => `${page}  ${text.split(/\n| {2,}#| -v /)[0]?.trim()}: ${note?.replace(/^not run: /, '')}`),
    );
    expect(came).to.deep.equal(notRun);
  });
});
