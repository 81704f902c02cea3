import type { z } from 'zod';
import type { Position } from './compose';
import { type Filled, type Variables, withoutValues } from './environment';
import { type Joined, joinFiles, type Part } from './join';
import { type Finding, fileText, type Path, type Places, type Problem, pathText } from './problems';
import type { RawMap } from './raw';

/** A config with all its files as one. */
export type Whole = {
  readonly value: RawMap;
  /** As those of one file do. */
  spelling(path: Path): string | undefined;
  filled(path: Path): Filled | undefined;
  /** The value with the files' own spelling where `schema` wants text. */
  spelledFor(schema: z.core.$ZodType): RawMap;
  readonly places: Places;
  /** What the texts themselves get wrong, and these findings, in the order of the texts. */
  problems(findings: readonly Finding[]): Problem[];
};

/** Makes one config of its files, the main one first. No sentence about it shows what came from the environment. */
export function wholeOf(parts: readonly [Part, ...Part[]], variables: Variables): Whole {
  const [main] = parts;
  const { mistakes, unite, locate } = parts.length === 1 ? alone : joinFiles(parts);
  const inPart = (path: Path) => {
    const found = locate(path);
    return { ...found, yaml: (parts[found.at] ?? main).yaml };
  };
  const at = <Value>(path: Path, look: (part: Part['yaml'], path: Path) => Value): Value => {
    const found = inPart(path);
    return look(found.yaml, found.path);
  };
  const filled = (path: Path) => at(path, (yaml, inner) => yaml.filled(inner));
  const textMistakes = [...parts.flatMap(({ yaml }) => yaml.mistakes), ...mistakes];
  const wrong = new Set(textMistakes.filter(({ path }) => path.length > 0).map((one) => `${one.file}\n${pathText(one.path)}`));
  const placeOf = (path: Path) => at(path, (yaml, inner) => yaml.position(inner, 'value'));
  const order = new Map(parts.map(({ yaml }, index) => [yaml.position([], 'value').file, index]));
  const inOrder = (a: Position, b: Position) =>
    (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column;

  return {
    value: unite(parts.map(({ map }) => map)),
    spelling: (path) => at(path, (yaml, inner) => yaml.spelling(inner)),
    filled,
    spelledFor: (schema) => unite(parts.map(({ yaml }) => yaml.spelledFor(schema) as RawMap)),
    places: {
      of(path, from) {
        const { file, line } = placeOf(path);
        return file === placeOf(from).file ? `line ${line}` : `${fileText(file)}:${line}`;
      },
      compare: (a, b) => inOrder(placeOf(a), placeOf(b)),
      isWritten: (path) => filled(path) === undefined,
    },
    problems(findings) {
      const hidden = withoutValues(variables.filled);
      const located = findings.map((finding) => {
        const { yaml, path } = inPart(finding.path);
        return {
          ...yaml.position(path, finding.at),
          found: path,
          path: finding.shown === undefined ? path : inPart(finding.shown).path,
          message: hidden(finding.message, filled(finding.path)),
        };
      });
      const texts = textMistakes.map((one) => ({ ...one, message: hidden(one.message) }));
      const others = located.filter((one) => !wrong.has(`${one.file}\n${pathText(one.found)}`));
      return [...texts, ...others]
        .map(({ file, line, column, path, message }) => ({ file, line, column, path: pathText(path), message }))
        .sort(inOrder);
    },
  };
}

const alone: Joined = { mistakes: [], unite: ([map]) => map ?? {}, locate: (path) => ({ at: 0, path }) };
