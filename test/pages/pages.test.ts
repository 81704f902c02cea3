import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { parseConfig } from '../../src/config/load';

const pages = ['README.md', 'SECURITY.md', 'CHANGELOG.md', 'examples/README.md', ...readdirSync('docs').map((name) => join('docs', name))]
  .filter((page) => page.endsWith('.md'))
  .filter((page) => existsSync(page));

type Block = { readonly line: number; readonly kind: string; readonly text: string };

/** The fenced blocks of a page, without those of other fences inside them. */
function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; kind: string; indent: number; lines: string[] } | undefined;
  for (const [at, line] of readFileSync(page, 'utf8').split('\n').entries()) {
    const [, space = '', kind = ''] = /^(\s*)```(\S*)/.exec(line) ?? [];
    if (!/^\s*```/.test(line)) open?.lines.push(line.slice(open.indent));
    else if (open === undefined) open = { line: at + 2, kind, indent: space.length, lines: [] };
    else {
      blocks.push({ line: open.line, kind: open.kind, text: open.lines.join('\n') });
      open = undefined;
    }
  }
  return blocks;
}

/** As GitHub names the anchors of headings. */
function anchorsOf(page: string): Set<string> {
  const headings = readFileSync(page, 'utf8').matchAll(/^#{1,6} +(.+)$/gm);
  return new Set(
    Array.from(headings, ([, text = '']) =>
      text
        .toLowerCase()
        .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

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

describe('the pages', () => {
  for (const page of pages) {
    for (const { line, kind, text } of blocksOf(page)) {
      if (kind !== 'yaml' || isForeign(text)) continue;
      it(`have a config at ${page}:${line} that is a good one`, () => {
        const loaded = parseConfig(wholeConfig(text), page, { env: variablesIn(text), folder: '.' });
        expect(loaded.ok ? [] : loaded.problems.map(({ line: at, message }) => `${page}:${line + at - 1}  ${message}`)).to.deep.equal([]);
      });
    }

    it(`have links in ${page} that lead somewhere`, () => {
      const text = readFileSync(page, 'utf8').replace(/^\s*```[\s\S]*?^\s*```/gm, '');
      const lost = Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, to = '']) => to)
        .filter((to) => !/^[a-z]+:/.test(to))
        .filter((to) => {
          const [path = '', anchor] = to.split('#');
          const file = path === '' ? page : join(dirname(page), path);
          return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
        });
      expect(lost).to.deep.equal([]);
    });
  }
});
