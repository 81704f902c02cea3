import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { exit } from '../../src/commands/exit';
import { moreFields, usualFields } from '../../src/config/access-log';
import { type Blame, outcomes, type Reason } from '../../src/errors';
import { found, pages, proseOf } from './page';

const operating = readFileSync('docs/operating.md', 'utf8');
const reasons = Object.keys(outcomes) as Reason[];

/** The rows of the first table below a heading of docs/operating.md that begins with this cell. */
function rowsBelow(heading: string, firstCell: string): string[][] {
  const section = operating.slice(operating.indexOf(`\n${heading}\n`));
  const [, table = ''] = new RegExp(`^\\| ${firstCell} \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm').exec(section) ?? [];
  return table
    .trimEnd()
    .split('\n')
    .map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

const namesIn = (cell = '') => Array.from(cell.matchAll(/`([^`]+)`/g), ([, name = '']) => name);

describe('the tables of docs/operating.md', () => {
  it('have all reasons, each with the status and the sentence that a client sees', () => {
    const rows = rowsBelow('## Reasons', 'reason').map(([name, sees = '']) => [namesIn(name)[0], sees] as const);
    expect(rows.map(([name]) => name)).to.have.members(reasons);
    const untrue = rows.filter(([name, sees]) => {
      const { status, sentence } = outcomes[name as Reason];
      return status !== 0 && (status === 499 ? !sees.includes('499') : !sees.startsWith(`${status} \`${sentence}\``));
    });
    expect(untrue).to.deep.equal([]);
  });

  it('blame whom the source blames', () => {
    const whom: Readonly<Record<string, Blame>> = {
      'the backend': 'backend',
      'the client': 'client',
      'Mangrove or its machine': 'ourselves',
      nobody: 'nobody',
    };
    const untrue = rowsBelow('## Reasons', 'to blame').flatMap(([who = '', what]) =>
      namesIn(what)
        .filter((name): name is Reason => name in outcomes)
        .filter((name) => outcomes[name].blame !== whom[who])
        .map((name) => `${name} is not the fault of ${who}`),
    );
    expect(untrue).to.deep.equal([]);
  });

  it('have the fields of the access log, in their order', () => {
    const named = rowsBelow('## The access log', 'field').map(([name]) => namesIn(name)[0]);
    expect(named).to.deep.equal(['level', 'time', ...usualFields, 'msg']);
  });

  it('have the fields that can be chosen', () => {
    const named = rowsBelow('### Choosing what it says', 'field').flatMap(([name]) => namesIn(name));
    expect(named).to.deep.equal([...moreFields, 'header:NAME']);
  });

  it('have the exit codes', () => {
    expect(rowsBelow('## Exit codes', 'code').map(([code]) => Number(code))).to.deep.equal(Object.values(exit));
  });
});

/** The defaults of all keys, as docs/configuration.md has them, which is made from the schema: a key may be there several times. */
function defaults(): ReadonlyMap<string, readonly string[]> {
  const rows = Array.from(readFileSync('docs/configuration.md', 'utf8').matchAll(/^\| `(\w+)` \| .*? \| (.*?) \| (.*)$/gm));
  const valuesOf = ([, , value = '', text = '']: readonly string[]) => [value, ...(/(`\w+`) when absent/.exec(text)?.slice(1) ?? [])];
  return new Map(
    [...Map.groupBy(rows, ([, key = '']) => key)].map(([key, all]) => [
      key,
      all.flatMap(valuesOf).map((value) => value.replaceAll('`', '')),
    ]),
  );
}

/** `4 s` and `4s`, `1 minute` and `1m`, `100,000` and `100000`, `20 %` and `20`, as one. */
const plain = (value: string) =>
  value
    .replace(/ minutes?/, 'm')
    .replace(/[ ,%]/g, '')
    .replace(/^60s$/, '1m')
    .toLowerCase();

describe('the defaults that pages name', () => {
  const known = defaults();
  for (const page of pages.filter((one) => one !== 'docs/configuration.md' && one !== 'CHANGELOG.md'))
    it(`are those of the schema: ${page}`, () => {
      const told = found(
        proseOf(page),
        /(`[\w.]+`(?: of \w+)?,? \((?:default |by default )?`?\d[\d,.]*(?: ?(?:ms|s|h|KiB|MiB|%|minutes?|m))?`?[),])/g,
      );
      const untrue = told.filter(({ what }) => {
        const [, key = '', value = ''] = /^`(?:\w+\.)*(\w+)`.*\((?:default |by default )?`?(.*?)`?[),]$/.exec(what) ?? [];
        const values = known.get(key);
        return values !== undefined && !values.map(plain).includes(plain(value));
      });
      expect(untrue.map(({ line, what }) => `${page}:${line}  ${what}`)).to.deep.equal([]);
    });
});
