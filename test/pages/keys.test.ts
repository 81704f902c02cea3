import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { moreFields, usualFields } from '../../src/config/access-log';
import { found, pages, proseOf } from './page';

/** A key of the config, with the sections that describe what may stand below it. */
type Key = { readonly name: string; readonly below: readonly string[] };

/** The keys by the anchors of their sections, from docs/configuration.md, which is made from the schema. */
function keysBySection(): ReadonlyMap<string, readonly Key[]> {
  const sections = readFileSync('docs/configuration.md', 'utf8').split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [heading = ''] = section.split('\n');
      const rows = Array.from(section.matchAll(/^\| `(\w+)` \| (.*?) \| /gm), ([, name = '', type = '']) => ({
        name,
        below: Array.from(type.matchAll(/\(#([\w-]+)\)/g), ([, anchor = '']) => anchor),
      }));
      return [heading.toLowerCase().replaceAll(' ', '-'), rows];
    }),
  );
}

const sections = keysBySection();
const all = [...sections.values()].flat();
const named = (name: string, among: readonly Key[]) => among.filter((key) => key.name === name);

/** Whether `timeouts.connect` is one: each name a key of what the name before it describes. */
function isKey(path: string): boolean {
  const [first = '', ...rest] = path.split('.');
  let keys = named(first, all);
  for (const name of rest) {
    const below = keys.flatMap((key) => key.below.flatMap((section) => sections.get(section) ?? []));
    keys = named(name, below);
  }
  return keys.length > 0;
}

/** Written like keys: fields of the log, and names of the source. */
const others: ReadonlySet<string> = new Set([...usualFields, ...moreFields, 'pool.pick']);

describe('the keys of the config that pages name', () => {
  for (const page of pages.filter((one) => one !== 'docs/configuration.md' && one !== 'CHANGELOG.md'))
    it(`are there: ${page}`, () => {
      const dotted = found(proseOf(page), /`([a-z_]+(?:\.[a-z_]+)+)`/g).filter(
        ({ what }) => named(what.split('.')[0] ?? '', all).length > 0 && !/\.(ts|js|md|yaml|feature)$/.test(what) && !others.has(what),
      );
      const withValues = found(proseOf(page), /`([a-z_]+): [^`]*`/g).filter(({ what }) => !others.has(what));
      const unknown = [...dotted, ...withValues].filter(({ what }) => !isKey(what));
      expect(unknown.map(({ line, what }) => `${page}:${line}  there is no key ${what}`)).to.deep.equal([]);
    });
});
