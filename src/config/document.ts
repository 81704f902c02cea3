import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Composer, type Position, type TextMistake } from './compose';
import { type Finding, type Path, quote } from './problems';
import { asSpelled } from './spelling';

/** A YAML text as plain maps, lists and scalars, and where each of them stands. */
export type YamlText = {
  readonly value: unknown;
  readonly mistakes: readonly TextMistake[];
  /** False when the mistakes leave nothing to go on with. */
  readonly usable: boolean;
  /** Of the key or value at `path`; of the nearest thing around it when there is none. */
  position(path: Path, at: Finding['at']): Position;
  /** How the number, boolean or `null` at `path` is spelled; undefined for any other value. */
  spelling(path: Path): string | undefined;
  /** The value with the file's own spelling where `schema` wants text. */
  spelledFor(schema: z.core.$ZodType): unknown;
};

/** Reads one YAML 1.2 document, with anchors, aliases and `<<` merges; never throws. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, lines);
  if (document === undefined) return unusable([{ line: 1, column: 1, path: [], message: nestedTooDeep }]);

  const syntax = syntaxMistakes(document, positionAt);
  if (syntax.length > 0) return unusable(syntax);

  const composer = new Composer((offset, path, message) => ({ ...positionAt(offset), path, message }));
  const value = composer.compose(document.contents);
  const extra = extraDocument(document, positionAt);
  const mistakes = extra === undefined ? composer.mistakes : [...composer.mistakes, extra];
  if (composer.isBomb) return unusable(mistakes);
  return {
    value,
    mistakes,
    usable: true,
    position: (path, at) => positionAt(composer.offset(value, path, at)),
    spelling: (path) => composer.spellingAt(value, path),
    spelledFor: (schema) => asSpelled(value, schema, composer),
  };
}

function unusable(mistakes: readonly TextMistake[]): YamlText {
  return {
    value: undefined,
    mistakes,
    usable: false,
    position: () => ({ line: 1, column: 1 }),
    spelling: () => undefined,
    spelledFor: () => undefined,
  };
}

const nestedTooDeep = 'the file is nested too deeply to be read';

function parse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(text, { lineCounter, schema: 'core', uniqueKeys: false, stringKeys: true, prettyErrors: false });
  } catch {
    return undefined;
  }
}

/** The first mistake of each line, since the rest of a line is often only the echo of it. */
function syntaxMistakes(document: Document.Parsed, positionAt: (offset: number) => Position): TextMistake[] {
  const all = [...document.errors, ...document.warnings].filter((error) => error.code !== 'MULTIPLE_DOCS');
  const deep = all.find((error) => error.message.includes('call stack'));
  const byLine = new Map<number, TextMistake>();
  for (const error of deep === undefined ? all.sort((a, b) => a.pos[0] - b.pos[0]) : [deep]) {
    const position = positionAt(error.pos[0]);
    if (byLine.has(position.line)) continue;
    byLine.set(position.line, {
      ...position,
      path: [],
      message: error === deep ? nestedTooDeep : syntaxSentence(error.code, error.message),
    });
  }
  return [...byLine.values()];
}

function syntaxSentence(code: string, message: string): string {
  if (code === 'NON_STRING_KEY') return 'this key is a list or a map: expected text as the key';
  const said = message.length > 120 ? `${message.slice(0, 120)}…` : message;
  return `this is not valid YAML: ${quote(said.charAt(0).toLowerCase() + said.slice(1))
    .slice(1, -1)
    .replaceAll('\\"', '"')}`;
}

function extraDocument(document: Document.Parsed, positionAt: (offset: number) => Position): TextMistake | undefined {
  const error = document.errors.find((one) => one.code === 'MULTIPLE_DOCS');
  if (error === undefined) return undefined;
  return { ...positionAt(error.pos[0]), path: [], message: 'a second document starts here: expected one document in the file' };
}
