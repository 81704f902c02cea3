import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** All pages that readers have, from the top of the project. */
export const pages = [
  'README.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...readdirSync('docs').map((name) => join('docs', name)),
]
  .filter((page) => page.endsWith('.md'))
  .filter((page) => existsSync(page));

/**
 * A fenced block. `line` is that of its first line of text. Notes are comments (`<!-- … -->`) which readers do not see; those that
 * stand right before a block are its own:
 *
 * - `run`, `not run: WHY`: whether a block for a shell is run. `console` is run where nothing is said.
 * - `terminal`: it goes on running, in a terminal of its own, while the rest of the page is read.
 * - `log`: these are lines of the log in that terminal, in this order.
 * - `scenarios`: it is what Cucumber says of scenarios.
 * - `file NAME`: it is this file, which the commands below find.
 */
export type Block = { readonly line: number; readonly kind: string; readonly text: string; readonly note: string | undefined };

/** A note for no block: `file NAME` and below it what is in it, `file NAME of PAGE`, `terminal: COMMAND` or `run: COMMAND`. */
export type Note = { readonly line: number; readonly note: string };

/** The fenced blocks and the notes of a page, in their order. */
export function partsOf(page: string): (Block | Note)[] {
  const parts: (Block | Note)[] = [];
  const lines = readFileSync(page, 'utf8').split('\n');
  let pending: Note | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, indent = '', kind] = /^(\s*)```(\S*)/.exec(line) ?? [];
    if (line.startsWith('<!--')) {
      const end = lines.findIndex((one, index) => index >= at && one.includes('-->'));
      if (pending !== undefined) parts.push(pending);
      pending = {
        line: at + 1,
        note: lines
          .slice(at, end + 1)
          .join('\n')
          .replace(/^<!--\s*|\s*-->.*$/gs, ''),
      };
      at = end;
    } else if (kind !== undefined) {
      const end = lines.findIndex((one, index) => index > at && /^\s*```\s*$/.test(one));
      const text = lines.slice(at + 1, end).map((one) => one.slice(indent.length));
      const isOwn = pending !== undefined && !standsAlone(pending);
      if (pending !== undefined && !isOwn) parts.push(pending);
      parts.push({ line: at + 2, kind, text: text.join('\n'), note: isOwn ? pending?.note : undefined });
      pending = undefined;
      at = end;
    } else if (line.trim() !== '' && pending !== undefined) {
      parts.push(pending);
      pending = undefined;
    }
  }
  return pending === undefined ? parts : [...parts, pending];
}

export function blocksOf(page: string): Block[] {
  return partsOf(page).filter((part) => 'kind' in part);
}

/** What is not in fenced blocks or comments: those lines are empty. */
export function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replace(/^\s*```[\s\S]*?^\s*```|^<!--[\s\S]*?-->/gm, (block) => block.replace(/.*/g, ''));
}

/** The name of the file that a block is: that of its note, or of a comment in its first line. */
export function fileNameOf({ kind, text, note }: Block): string | undefined {
  const [, noted] = /^file (\S+)$/.exec(note ?? '') ?? [];
  const [, told] = kind === 'yaml' ? (/^# ([\w./-]+\.yaml)\n/.exec(text) ?? []) : [];
  return noted ?? told;
}

function standsAlone({ note }: Note): boolean {
  return /^(file \S+( of|\n)|terminal: |run: )/.test(note);
}

/** What a pattern finds in a text, each with its line. */
export function found(text: string, pattern: RegExp): { readonly line: number; readonly what: string }[] {
  return Array.from(text.matchAll(pattern), ({ 1: what = '', index }) => ({ line: text.slice(0, index).split('\n').length, what }));
}
