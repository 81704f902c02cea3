import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { found, pages, proseOf } from './page';

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

function leadsNowhere(page: string, to: string): boolean {
  if (/^[a-z]+:/.test(to)) return false;
  const [path = '', anchor] = to.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  return !existsSync(file) || (anchor !== undefined && !anchorsOf(file).has(anchor));
}

/** Where paths begin that are spoken of without a link. What is made (`dist/`, `reports/`) need not be there. */
const tops = ['src', 'features', 'docs', 'test', 'bench', 'bin', 'examples', 'scripts', 'step-definitions'];
/** The folder that a page is about: its file names may begin there. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['src', 'src/balancing', 'src/commands', 'bench'],
  'docs/life-of-a-request.md': ['src', 'src/middleware', 'src/middleware/attempts', 'src/serving', 'src/connection', 'src/upstream'],
};

function isMissing(page: string, path: string): boolean {
  const [plain = ''] = path.split(':');
  return !['.', dirname(page), ...(homes[page] ?? [])].some((home) => existsSync(join(home, plain)));
}

describe('what pages refer to', () => {
  for (const page of pages) {
    it(`is there, by links: ${page}`, () => {
      const lost = found(proseOf(page), /\]\(([^)\s]+)\)/g).filter(({ what }) => leadsNowhere(page, what));
      expect(lost.map(({ line, what }) => `${page}:${line}  leads nowhere: ${what}`)).to.deep.equal([]);
    });

    it(`is there, by paths: ${page}`, () => {
      const paths = [
        ...found(proseOf(page), new RegExp(`\`((?:${tops.join('|')})/[\\w./:-]*)\``, 'g')),
        ...found(proseOf(page), /`([a-z][\w/-]*\.(?:ts|feature|md))`/g),
      ];
      const lost = paths.filter(({ what }) => isMissing(page, what));
      expect(lost.map(({ line, what }) => `${page}:${line}  is not there: ${what}`)).to.deep.equal([]);
    });
  }
});
