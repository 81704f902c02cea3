import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { readArguments } from '../../src/commands/arguments';
import { optionNamed, optionNames } from '../../src/commands/command';
import { commands } from '../../src/commands/table';
import { blocksOf, found, pages, proseOf } from './page';

const targets = new Set(Array.from(readFileSync('Makefile', 'utf8').matchAll(/^([a-z-]+):/gm), ([, name]) => name));
const { scripts, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string>; version: string };

/** What people type: code in sentences, and the blocks that a shell or a service manager runs, at their lines. */
function codeIn(page: string): { readonly line: number; readonly what: string }[] {
  const inBlocks = blocksOf(page)
    .filter(({ kind }) => ['sh', 'console', 'ini'].includes(kind))
    .flatMap(({ line, text }) => text.split('\n').map((what, at) => ({ line: line + at, what })));
  return [...found(proseOf(page), /`([^`\n]+)`/g), ...inBlocks];
}

/** Words of a command line, without their quotes, up to what a shell does with its output. */
function wordsOf(text: string): string[] {
  const [command = ''] = text.split(/ [|&;#>)]|\)| 2>/);
  return Array.from(command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g), ([, single, double, plain]) => single ?? double ?? plain ?? '');
}

/** What is wrong with a call of mangrove; names in capitals stand for what people have. */
function mistakeIn(words: readonly string[]): string | undefined {
  const standIns: Readonly<Record<string, string>> = { SHELL: 'bash', COMMAND: 'check', 'FILE…': 'FILE' };
  try {
    readArguments(
      words.map((word) => standIns[word] ?? word),
      commands,
    );
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0] : String(error);
  }
}

const calls =
  /(?:^|[\s$(/])(?:npm run -s mangrove --|npx mangrove|(?:node )?(?:\S*\/)?bin\/mangrove\.js|(?<![-\w./]|-[tu] )mangrove)((?: +(?:'[^']*'|"[^"]*"|[^\s'"]+))*)/g;

/** Options of other programs that pages speak of: Cucumber, Docker. */
const foreign: readonly string[] = ['name', 'network', 'read-only', 'stop-timeout'];
const known: readonly string[] = [...optionNames, ...foreign];

/** Of code in a sentence: an option alone, and a command of mangrove without its first word. */
function slipIn(code: string): string | undefined {
  const [first = '', second] = code.split(' ');
  if (first.startsWith('--') && !known.includes(first.replace(/^--|=.*/g, ''))) return `there is no option ${first}`;
  return commands.some(({ name }) => name === first) && second?.startsWith('--') ? mistakeIn(wordsOf(code)) : undefined;
}

describe('the commands that pages name', () => {
  for (const page of pages.filter((one) => one !== 'CHANGELOG.md'))
    it(`are there: ${page}`, () => {
      const wrong = codeIn(page).flatMap(({ line, what }) => {
        const made = Array.from(what.matchAll(/\bmake ([a-z-]+)/g), ([, name]) => name).filter((name) => !targets.has(name));
        const scripted = Array.from(what.matchAll(/\bnpm run (?:-s )?([\w-]+)/g), ([, name = '']) => name).filter(
          (name) => !(name in scripts),
        );
        const packed = Array.from(what.matchAll(/\bmangrove-(\d+\.\d+\.\d+)\.tgz/g), ([, name]) => name).filter((name) => name !== version);
        const called = Array.from(what.matchAll(calls), ([, words = '']) => wordsOf(words))
          .filter(([first]) => first !== undefined && (first.startsWith('-') || /^[a-z-]+$/.test(first)))
          .flatMap((words) => mistakeIn(words) ?? []);
        return [
          ...made.map((name) => `there is nothing to make called ${name}`),
          ...scripted.map((name) => `package.json has no script ${name}`),
          ...packed.map((name) => `this is version ${version}, not ${name}`),
          ...called,
        ].map((why) => `${page}:${line}  ${what.trim()}: ${why}`);
      });
      const slips = found(proseOf(page), /`([^`\n]+)`/g).flatMap(({ line, what }) => {
        const slip = slipIn(what);
        return slip === undefined ? [] : [`${page}:${line}  ${what}: ${slip}`];
      });
      expect([...wrong, ...slips]).to.deep.equal([]);
    });

  it('are all commands there are, in the table of docs/operating.md', () => {
    const [, table = ''] = /^## Starting$(.*?)^The config is/ms.exec(readFileSync('docs/operating.md', 'utf8')) ?? [];
    const missing = commands.map(({ name }) => name).filter((name) => !table.includes(`mangrove.js ${name}`));
    expect(missing, 'commands that the table lacks').to.deep.equal([]);
  });

  it('take options that docs/operating.md tells of', () => {
    const text = readFileSync('docs/operating.md', 'utf8');
    const untold = optionNames.filter((name) => !new RegExp(`--${name}\\b`).test(text) && !text.includes(` -${optionNamed[name].letter} `));
    expect(untold).to.deep.equal([]);
  });
});
