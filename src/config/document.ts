import { type Document, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { Composer, type Position, type TextMistake } from './compose';
import type { Filled, Variables } from './environment';
import { maskVariables } from './masked';
import { otherFormat } from './other-formats';
import type { Finding, Path } from './problems';
import { asSpelled } from './spelling';
import { findSyntaxMistakes, nestedTooDeep } from './syntax-mistakes';

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
  /** The text at `path` when variables of the environment are in it. */
  filled(path: Path): Filled | undefined;
  /** The value with the file's own spelling where `schema` wants text. */
  spelledFor(schema: z.core.$ZodType): unknown;
};

/**
 * Reads one YAML 1.2 document, with anchors, aliases and `<<` merges, and puts `variables` into its texts; `file` names it in
 * positions, and `onLines` hears now and then how many lines have been read. Never throws.
 */
export function readYaml(text: string, file: string, variables: Variables, onLines?: (count: number) => void): YamlText {
  const lines = onLines === undefined ? new LineCounter() : countingAloud(onLines);
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const { masked, unmask } = maskVariables(text);
  const document = parse(masked, lines);
  if (document === undefined) return unusable([{ file, line: 1, column: 1, path: [], message: nestedTooDeep }], file);

  const syntax = findSyntaxMistakes(document, text);
  if (syntax.length > 0 || isScalar(document.contents)) {
    const other = otherFormat(text);
    const mistakes = (other === undefined ? syntax : [other]).map(({ offset, message }) => ({
      ...positionAt(offset),
      path: [],
      message: unmask(message),
    }));
    if (mistakes.length > 0) return unusable(mistakes, file);
  }

  const composer = new Composer({
    variables,
    unmask,
    mistake: (offset, path, message) => ({ ...positionAt(offset), path, message: unmask(message) }),
    find: (token, from, to) => {
      const at = text.indexOf(token, from);
      return at >= 0 && at < to ? at : undefined;
    },
  });
  const value = composer.compose(document.contents);
  const extra = extraDocument(document, positionAt);
  const mistakes = extra === undefined ? composer.mistakes : [...composer.mistakes, extra];
  if (composer.isBomb) return unusable(mistakes, file);
  return {
    value,
    mistakes,
    usable: true,
    position: (path, at) => positionAt(composer.offset(value, path, at)),
    spelling: (path) => composer.scalarAt(value, path)?.spelling,
    filled: (path) => composer.scalarAt(value, path)?.filled,
    spelledFor: (schema) => asSpelled(value, schema, composer),
  };
}

const linesBetween = 1024;

function countingAloud(onLines: (count: number) => void): LineCounter {
  const lines = new LineCounter();
  const { addNewLine } = lines;
  lines.addNewLine = (offset) => {
    const count = addNewLine(offset);
    if (count % linesBetween === 0) onLines(count);
    return count;
  };
  return lines;
}

function unusable(mistakes: readonly TextMistake[], file: string): YamlText {
  return {
    value: undefined,
    mistakes,
    usable: false,
    position: () => ({ file, line: 1, column: 1 }),
    spelling: () => undefined,
    filled: () => undefined,
    spelledFor: () => undefined,
  };
}

function parse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(text, { lineCounter, schema: 'core', uniqueKeys: false, stringKeys: true, prettyErrors: false });
  } catch {
    return undefined;
  }
}

function extraDocument(document: Document.Parsed, positionAt: (offset: number) => Position): TextMistake | undefined {
  const error = document.errors.find((one) => one.code === 'MULTIPLE_DOCS');
  if (error === undefined) return undefined;
  return { ...positionAt(error.pos[0]), path: [], message: 'a second document starts here: expected one document in the file' };
}
