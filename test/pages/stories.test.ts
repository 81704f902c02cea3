import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type Block, blocksOf, fileNameOf, type Note, pages, partsOf } from './page';
import { compare, withHoles } from './holes';
import { textLine } from '../../src/log-text/text-line';
import { until } from '../../step-definitions/support/eventually';
import { isBuilt } from './installation';
import { type Came, linesOf, missing, Story } from './story';

/** Longer than a nap in the demo, and than its checks take to notice the end of it. */
const readingSeconds = 20;

/** Checks of the demo have noticed a nap by then. */
const aMoment = 2;

/** A command that a page shows, with the lines that it prints; undefined where the page says nothing of them. */
type Shown = { readonly line: number; readonly command: string; readonly lines: readonly string[] | undefined };

/** Of `console`, each `$` and what stands below it; of `sh`, all of it at once. */
function commandsIn({ line, kind, text }: Block): Shown[] {
  if (kind === 'sh') return [{ line, command: text, lines: undefined }];
  const shown: { line: number; command: string; lines: string[] }[] = [];
  for (const [at, one] of text.split('\n').entries()) {
    const last = shown.at(-1);
    if (one.startsWith('$ ')) shown.push({ line: line + at, command: one.slice(2), lines: [] });
    else if (last?.command.endsWith('\\')) last.command = `${last.command}\n${one}`;
    else last?.lines.push(one.trimEnd());
  }
  return shown;
}

/** What is said of a command whose page is not true: what was expected at which line, and what came. */
function untruth(page: string, { line, command, lines }: Shown, { printed, code }: Came): string {
  if (lines === undefined) return code === 0 ? '' : `${page}:${line}  ended with exit code ${code}: ${command}\n${printed}`;
  const came = linesOf(printed);
  if (compare(lines, came) === 'all') return '';
  const longest = lines.findIndex((_, at) => compare(lines.slice(0, at + 1), came.slice(0, at + 1)) === undefined);
  const at = longest === -1 ? lines.length : longest;
  const place = line + command.split('\n').length + at;
  const what = lines.includes('...')
    ? `expected, where ... is more of the same:\n${indented(lines)}\ncame:\n${indented(came)}`
    : `expected: ${lines[at] ?? 'nothing more'}\ncame:     ${came[at] ?? 'nothing more'}`;
  return `${page}:${place}  $ ${command}\n${what}`;
}

const indented = (lines: readonly string[]) => lines.map((one) => `  ${one}`).join('\n');

/** What a note for no block asks for. */
async function follow({ note }: Note, story: Story): Promise<void> {
  const [, how, command = ''] = /^(terminal|run): (.*)$/s.exec(note) ?? [];
  if (how === 'terminal') return story.open(command);
  if (how === 'run') {
    const { code, printed } = await story.run(command);
    expect(code, `${command}\n${printed}`).to.equal(0);
    return;
  }
  const [, name = '', content] = /^file (\S+)\n(.*)$/s.exec(note) ?? [];
  if (content !== undefined) return story.write(name, `${content}\n`);
  const [, copy = '', page = ''] = /^file (\S+) of (\S+)$/.exec(note) ?? [];
  const block = blocksOf(page).find((one) => fileNameOf(one) === copy);
  if (block === undefined) throw new Error(`no block of ${page} is the file ${copy}`);
  story.write(copy, block.text);
}

/** Lines of the log in the first terminal, in this order; those for people are made of the same lines. */
async function expectLogged(page: string, { line, kind, text }: Block, story: Story): Promise<void> {
  await story.readOn(aMoment);
  const logged = () => story.log.map((json) => (kind === 'text' ? textLine(json, { hasColours: false, time: 'clock' }).trimEnd() : json));
  const wanted = text.split('\n');
  const firstLacking = () => {
    let rest: readonly string[] = logged().map(withHoles);
    return wanted.findIndex((one) => {
      const at = rest.indexOf(withHoles(one));
      rest = rest.slice(at + 1);
      return at === -1;
    });
  };
  await until('the lines of the log', () => firstLacking() === -1).catch(() => undefined);
  const at = firstLacking();
  expect(at === -1 ? '' : `${page}:${line + at}  the log has no such line: ${wanted[at]}\n${indented(logged().slice(-30))}`).to.equal('');
}

/** What is for a shell may do anything to a machine, and runs only where a note says so. */
const isRun = ({ kind, note }: Block) => (kind === 'console' && note === undefined) || note === 'run' || note === 'terminal';

const lacking = [...(isBuilt ? [] : ['what is built']), ...missing];

const isTold = (part: Block | Note) => ('kind' in part ? part.note === 'log' || isRun(part) : /^(file|terminal|run)\b/.test(part.note));

describe('a reader who does what the pages show', {
  skip: lacking.length > 0 && `not here: ${lacking.join(', ')}`,
  concurrency: true,
}, () => {
  for (const page of pages) {
    const parts = partsOf(page);
    if (!parts.some(isTold)) continue;
    describe(page, { concurrency: false }, () => {
      let story: Story;
      before(() => {
        story = new Story();
      });
      after(() => story.close());

      for (const part of parts) {
        if (!('kind' in part)) {
          it(`${page}:${part.line}  ${part.note.split('\n')[0]}`, () => follow(part, story));
          continue;
        }
        const name = fileNameOf(part);
        if (name !== undefined) it(`${page}:${part.line}  is the file ${name}`, () => story.write(name, part.text));
        else if (part.note === 'log') it(`${page}:${part.line}  is in the log`, () => expectLogged(page, part, story));
        else if (part.note === 'terminal') it(`${page}:${part.line}  ${part.text}`, () => story.open(part.text));
        else if (isRun(part)) {
          for (const [at, shown] of commandsIn(part).entries())
            it(`${page}:${shown.line}  $ ${shown.command}`, async () => {
              if (at === 0) await story.readOn(readingSeconds);
              const came = await story.run(shown.command, shown.lines);
              expect(untruth(page, shown, came)).to.equal('');
            });
        }
      }
    });
  }
});
