import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parse } from 'yaml';
import { parseConfig } from '../../src/config/load';
import { blocksOf, pages } from './page';

/** Of another program. */
const isForeign = (text: string) => /^(apiVersion|kind|services|spec|containers|terminationGracePeriodSeconds|lifecycle):/m.test(text);

/** A part of a config may lead nowhere: then everything goes to a server of its own. The files that it includes are not here. */
function wholeConfig(text: string): string {
  const alone = text.replace(/^include:.*$/m, '');
  return /^(hosts|paths):/m.test(alone) ? alone : `${alone}\npaths: [{path: /, servers: ["localhost:8081"]}]\n`;
}

/** A value for each variable that a block names: a port, or what may be a host and a secret. */
function variablesIn(text: string): Record<string, string> {
  const names = Array.from(text.matchAll(/\$\{(\w+)/g), ([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, name.endsWith('PORT') ? '8081' : 'f3a1c9d07be24865a1f0c2d4e6b8a0c1']));
}

describe('the configs in pages', () => {
  for (const page of pages) {
    for (const { line, kind, text } of blocksOf(page)) {
      if (kind !== 'yaml') continue;
      if (isForeign(text)) it(`are YAML, for another program: ${page}:${line}`, () => void parse(text));
      else
        it(`are good ones: ${page}:${line}`, () => {
          const loaded = parseConfig(wholeConfig(text), page, { env: variablesIn(text), folder: '.' });
          expect(loaded.ok ? [] : loaded.problems.map(({ line: at, message }) => `${page}:${line + at - 1}  ${message}`)).to.deep.equal([]);
        });
    }
  }
});
