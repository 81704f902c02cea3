import { type Document, type ErrorCode, isCollection, type Node, visit } from 'yaml';
import { quote } from './problems';

/** A slip in the YAML of a file: where it is, as an offset in the text, and what to write in its place. */
export type SyntaxMistake = { readonly offset: number; readonly message: string };

export const nestedTooDeep = 'the file is nested too deeply to be read: expected fewer lists and maps inside one another';

/** What the parser says, and the text around it. Its own words choose a sentence, and are never printed. */
type Slip = {
  readonly offset: number;
  readonly said: string;
  readonly text: string;
  readonly document: Document.Parsed;
};

/** A slip that leaves the rest of the file readable; after any other, what follows is often only its echo. */
const local: ReadonlySet<ErrorCode> = new Set([
  'BAD_ALIAS',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'BAD_COLLECTION_TYPE',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
  'NON_STRING_KEY',
  'TAG_RESOLVE_FAILED',
]);

/** What is wrong with the YAML of `text`: the first slip of each line, up to the one that makes the rest unreadable. */
export function findSyntaxMistakes(document: Document.Parsed, text: string): SyntaxMistake[] {
  const slips = [...document.errors, ...document.warnings]
    .filter(({ code }) => code !== 'MULTIPLE_DOCS')
    .sort((a, b) => a.pos[0] - b.pos[0]);
  if (slips.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return [{ offset: 0, message: nestedTooDeep }];
  const end = slips.findIndex(({ code }) => !local.has(code));
  const byLine = new Map<number, SyntaxMistake>();
  for (const { code, pos, message } of end === -1 ? slips : slips.slice(0, end + 1)) {
    const line = lineBefore(text, pos[0]).start;
    if (byLine.has(line)) continue;
    byLine.set(line, sentences[code]({ offset: pos[0], said: message, text, document }));
  }
  return [...byLine.values()];
}

const at =
  (message: string) =>
  ({ offset }: Slip): SyntaxMistake => ({ offset, message });

/** A sentence for each code of the parser; the compiler wants all of them. */
const sentences = {
  ALIAS_PROPS: at('an alias has an anchor or a tag of its own: expected the alias alone'),
  BAD_ALIAS: ({ offset, text }) => {
    if (text[offset] === ':')
      return { offset, message: 'the name of an anchor ends with ":": expected a space behind the name, or another name' };
    const mark = text[offset] === '&' ? '&' : '*';
    return { offset, message: `${quote(mark)} at the start of a value is YAML’s mark of ${marks[mark]}: expected quotes around the value` };
  },
  BAD_COLLECTION_TYPE: tagged,
  BAD_DIRECTIVE: at('a line that begins with "%" is an order to the reader of YAML, and this one is unknown: expected a key'),
  BAD_DQ_ESCAPE: ({ offset, text }) => ({
    offset,
    message: `${quote(text.slice(offset, offset + 2))} means nothing in double quotes: expected single quotes, in which a backslash is only that`,
  }),
  BAD_INDENT: badlyIndented,
  BAD_PROP_ORDER: at('an anchor or a tag stands before the mark it belongs behind: expected it just before the value'),
  BAD_SCALAR_START: ({ offset, text }) =>
    template(text, offset) ?? {
      offset,
      message: `a value cannot begin with ${quote(text.charAt(offset))} in YAML: expected quotes around it`,
    },
  BLOCK_AS_IMPLICIT_KEY: nestedKey,
  BLOCK_IN_FLOW: at('entries inside [ ] or { } do not follow one another: expected a comma between each two'),
  DUPLICATE_KEY: at('this key is given twice in its map: expected it once'),
  IMPOSSIBLE: at('this is not valid YAML: expected lines such as "key: value" and "- item"'),
  KEY_OVER_1024_CHARS: at('a key is longer than 1024 characters: expected a shorter one, or a colon or a quote that is missing in it'),
  MISSING_CHAR: missingCharacter,
  MULTILINE_IMPLICIT_KEY: keyWithoutColon,
  MULTIPLE_ANCHORS: at('a value has two anchors: expected one'),
  MULTIPLE_DOCS: at('a second document starts here: expected one document in the file'),
  MULTIPLE_TAGS: at('a value has two tags: expected the value alone'),
  NON_STRING_KEY: ({ offset, text }) =>
    template(text, offset) ?? {
      offset,
      message: `this key is ${text[offset] === '*' ? 'an alias' : 'a list or a map'}: expected text as the key`,
    },
  RESOURCE_EXHAUSTION: at(nestedTooDeep),
  TAB_AS_INDENT: at('a tab stands where lines are indented: expected spaces, since YAML takes no tabs there'),
  TAG_RESOLVE_FAILED: tagged,
  UNEXPECTED_TOKEN: unexpected,
} satisfies Record<ErrorCode, (slip: Slip) => SyntaxMistake>;

const marks = { '*': 'an alias', '&': 'an anchor' } as const;

function tagged({ offset, text }: Slip): SyntaxMistake {
  const tag = /^!!?[a-z/]{1,20}(?=\s|$)/.exec(text.slice(offset, offset + 30))?.[0] ?? '!';
  const cure = /vault|secret|env|ref|sops/i.test(tag)
    ? // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what a config says.
      'the value itself, or "${NAME}" for what stands in the environment'
    : 'the value itself, or quotes around a text that begins with "!"';
  const subject = tag === '!' ? 'a value that begins with "!"' : quote(tag);
  return { offset, message: `${subject} is a tag, which means nothing in a config: expected ${cure}` };
}

/** `a: b: c`, a key that is indented deeper than the one before it, or a `-` in a column of its own. */
function nestedKey(slip: Slip): SyntaxMistake {
  const { offset, text } = slip;
  const line = lineAt(text, offset);
  if (/^\s*- /.test(line.text) && offset <= line.start + line.text.search(/\S/))
    return {
      offset: line.start + line.text.search(/\S/),
      message: 'this "-" is indented unlike those of its list: expected the same column',
    };
  if (/: /.test(line.text.slice(offset - line.start)) || line.text.endsWith(':'))
    return { offset, message: 'one line has two keys: expected a line for each, or quotes around a value that holds ": "' };
  const below = lineAt(text, line.end + 1);
  return {
    offset: below.start + Math.max(0, below.text.search(/\S/)),
    message: 'this line is indented deeper than the key above it, which has a value already: expected the column of that key',
  };
}

function badlyIndented(slip: Slip): SyntaxMistake {
  const line = lineAt(slip.text, slip.offset);
  const offset = line.start + Math.max(0, line.text.search(/\S/));
  const bracket = unclosedBracket(slip);
  if (bracket !== undefined) return bracket;
  if (/^\s*-\S/.test(line.text)) return keyWithoutColon({ ...slip, offset });
  return { offset, message: 'this line is indented unlike those beside it: expected the same column' };
}

/** `host:www`, `listen = 80`, `-host: a`, or a key without its colon. A value may be a password, so that keys alone are shown. */
function keyWithoutColon({ offset, text }: Slip): SyntaxMistake {
  const rest = restOfLine(text, offset);
  const item = /^-(\S.*)$/.exec(rest)?.[1];
  if (item !== undefined) return { offset, message: `the "-" has no space behind it: expected "- ${keyOf(item)}…"` };
  if (/^[\w-]+:\S/.test(rest)) return { offset, message: `the colon has no space behind it: expected "${keyOf(rest)}…"` };
  const equals = /^([\w.-]+)\s*=/.exec(rest);
  if (equals !== null) return { offset, message: `a key ends with a colon, not with "=": expected "${keyOf(`${equals[1]}:`)}…"` };
  if (/^-(\s|$)/.test(rest))
    return { offset, message: 'an item of a list stands among keys: expected "key: value", or the list below a key of its own' };
  const [, word = 'this text'] = /^([a-z_]{1,40})(?![^\s])/.exec(rest) ?? [];
  return { offset, message: `${word === 'this text' ? word : quote(word)} has no colon behind it: expected "key: value"` };
}

/** `host: ` of `host:www`; nothing where there is no key. */
function keyOf(text: string): string {
  const key = /^([\w.-]{1,40}):/.exec(text)?.[1];
  return key === undefined ? '' : `${key}: `;
}

function restOfLine(text: string, offset: number): string {
  const line = lineAt(text, offset);
  return line.text.slice(offset - line.start).trim();
}

function missingCharacter(slip: Slip): SyntaxMistake {
  const { offset, said, text } = slip;
  const mark = /^Missing closing (["'])/.exec(said)?.[1];
  if (mark !== undefined)
    return {
      offset: openingQuote(text, offset, mark),
      message: `a ${mark} is opened here and never closed: expected another at the end of the text`,
    };
  if (said.startsWith('Comments')) return { offset, message: 'a "#" follows a value directly: expected a space before a comment' };
  if (said.includes('must end with a')) return unclosedBracket(slip) ?? { offset, message: 'a bracket is not closed: expected its end' };
  if (said.startsWith('Missing space after :')) return { offset, message: 'a colon has no space behind it: expected "key: value"' };
  if (said.startsWith('Missing ,')) return { offset, message: 'a comma is missing between two entries: expected one here' };
  if (said.startsWith('Block collection cannot')) return { offset, message: '"---" has a key behind it: expected it in a line of its own' };
  if (said.includes('directives-end')) {
    const line = lineAt(text, text.search(/^%/m));
    return { offset: line.start, message: 'a line cannot begin with "%" in YAML: expected a key, or quotes around a value' };
  }
  if (said.startsWith('Sequence item')) {
    const line = lineAt(text, offset);
    return {
      offset: line.start + Math.max(0, line.text.search(/\S/)),
      message: 'this line stands in the column of neither the "-" above nor the key behind it: expected the column of that key',
    };
  }
  if (said.startsWith('Tags and anchors') || said.startsWith('Missing newline'))
    return { offset, message: 'an anchor or a tag has no end: expected a space or a new line behind it' };
  return keyWithoutColon(slip);
}

function unexpected(slip: Slip): SyntaxMistake {
  const { offset, said, text } = slip;
  const rest = lineAt(text, offset)
    .text.slice(offset - lineAt(text, offset).start)
    .trim();
  if (said.startsWith('Unexpected ,') || said.startsWith('Unexpected empty'))
    return { offset, message: 'a comma has nothing before it: expected an entry, or one comma less' };
  if (/^Block scalar header|^Not a YAML token/.test(said))
    return { offset, message: 'text follows "|" or ">" in the same line: expected it in the lines below, or quotes around all of it' };
  if (said.startsWith('Unexpected block-seq-ind on'))
    return { offset, message: 'a "-" follows its key in the same line: expected a list such as [a, b], or "-" in the lines below' };
  if (said.endsWith('at node end')) return afterTheEnd(slip, rest);
  if (/^Unexpected (double|single)-quoted-scalar|^Unexpected scalar token$/.test(said))
    return { offset, message: 'a comma is missing between two entries: expected one here' };
  return { offset, message: `${markOf(rest)} does not belong here: expected quotes around a text that holds brackets, braces or commas` };
}

/** What follows a closing quote or bracket, which may be one that was meant for another line. */
function afterTheEnd({ offset, text }: Slip, rest: string): SyntaxMistake {
  const before = text.slice(0, offset).trimEnd();
  const mark = before.at(-1) ?? '';
  if (rest === ';' || rest === ',') return { offset, message: `a line of YAML has no ${quote(rest)} at its end: expected it left out` };
  if (mark !== '"' && mark !== "'")
    return {
      offset,
      message: `${markOf(rest)} follows a value that has ended: expected a line of its own, or quotes around the whole value`,
    };
  const opening = openingQuote(text, before.length - 1, mark);
  if (text.slice(opening, before.length).includes('\n'))
    return { offset: opening, message: `a ${mark} is opened here and not closed in its line: expected another at the end of the text` };
  return {
    offset,
    message: `${markOf(rest)} follows the closing quote: expected quotes around the whole value, and '…' around one that holds "`,
  };
}

/** The mark that a text begins with; a word may be part of a password. */
function markOf(rest: string): string {
  return /^[^\w\s]/.test(rest) ? quote(rest.charAt(0)) : 'a text';
}

/** The quote that begins the text which ends at `end`. */
function openingQuote(text: string, end: number, mark: string): number {
  for (let at = text.lastIndexOf(mark, end - 1); at >= 0; at = text.lastIndexOf(mark, at - 1)) {
    if (mark === '"' && text[at - 1] !== '\\') return at;
    if (mark === "'" && text[at - 1] !== "'") return at;
    if (mark === "'") at -= 1;
    if (at <= 0) return 0;
  }
  return Math.min(end, Math.max(0, text.length - 1));
}

const closings = { '[': ']', '{': '}' } as const;

/** The innermost bracket that is open where the parser gave up. */
function unclosedBracket({ document, text, offset }: Slip): SyntaxMistake | undefined {
  let innermost: number | undefined;
  visit(document, {
    Collection: (_, node: Node) => {
      const [start, end] = node.range ?? [0, 0];
      const mark = text[start];
      const isFlow = isCollection(node) && node.flow === true && (mark === '[' || mark === '{');
      if (isFlow && start < offset && end <= offset + 1 && text[end - 1] !== closings[mark]) innermost = start;
    },
  });
  if (innermost === undefined) return undefined;
  const mark = text[innermost] as keyof typeof closings;
  return { offset: innermost, message: `a "${mark}" is opened here and not closed: expected a "${closings[mark]}" before the next key` };
}

function template(text: string, offset: number): SyntaxMistake | undefined {
  const start = [offset, offset - 1].find((at) => /^\{[{%]/.test(text.slice(at, at + 2)));
  if (start === undefined) return undefined;
  return {
    offset: start,
    message: `${quote(text.slice(start, start + 2))} belongs to a template that was not filled in: expected the value, or quotes around it`,
  };
}

type Line = { readonly text: string; readonly start: number; readonly end: number };

/** The line that `offset` is in, the next one at its very end. */
function lineAt(text: string, offset: number): Line {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset) === -1 ? text.length : text.indexOf('\n', offset);
  return { text: text.slice(start, end).replace(/\r$/, ''), start, end };
}

function lineBefore(text: string, offset: number): Line {
  return lineAt(text, Math.min(offset, text.length));
}
