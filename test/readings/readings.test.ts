import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'chai';
import { leaksTable, nothing, readingsTable, type Table, tablesIn, versionsIn } from './page';
import { type BackendName, backendNames } from './real-backends';
import { survey } from './survey';

const committed = readFileSync(join(__dirname, '../../docs/readings.md'), 'utf8');

test('what rules and real backends make of a path is what docs/readings.md says', async () => {
  const seen = await survey();
  expect(seen.strays, 'rules of a route that read a path otherwise than the route').to.deep.equal([]);
  expect(
    leaksTable(seen).filter((row) => row.at(-1) === nothing),
    'ways around a rule that no setting closes',
  ).to.deep.equal([]);

  const versions = versionsIn(committed);
  const names = backendNames.filter((name) => seen.versions.get(name) === versions.get(name === 'express.static' ? 'Express' : name));
  for (const name of backendNames) {
    if (!names.includes(name))
      console.log(`${name} ${seen.versions.get(name) ?? 'is not here'}: its column of docs/readings.md is skipped`);
  }
  const [readings = [], leaks = []] = tablesIn(committed);
  const remedy = 'docs/readings.md is stale: run scripts/generate-readings.ts and commit the result';
  expect(readingsTable(seen, names), remedy).to.deep.equal(onlyColumnsOf(names, readings));
  expect(leaksTable(seen, names), remedy).to.deep.equal(onlyServedBy(names, leaks));
});

const others = (names: readonly BackendName[]): readonly string[] => backendNames.filter((name) => !names.includes(name));

function onlyColumnsOf(names: readonly BackendName[], [head = [], ...rows]: Table): Table {
  const left = head.map((name) => !others(names).includes(name));
  return [head, ...rows].map((row) => row.filter((_, at) => left[at]));
}

function onlyServedBy(names: readonly BackendName[], [head = [], ...rows]: Table): Table {
  const left = rows.map(([target = '', rule = '', by = '', setting = '']) => {
    const here = by.split(', ').filter((name) => !others(names).includes(name));
    return [target, rule, here.join(', '), setting];
  });
  return [head, ...left.filter(([, , by]) => by !== '')];
}
