/** One mistake in a config file, or a warning. Line and column count from 1; line 0 means the file as a whole. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Where in the config, such as `hosts[0].servers[1]`; empty for the whole of it. */
  readonly path: string;
  /** What was found and what was expected, in lower case. */
  readonly message: string;
};

export type Step = string | number;
export type Path = readonly Step[];

/** Where values stand in the files of a config. */
export type Places = {
  /** For a sentence about the value at `from`, where the one at `path` is: `line 12`, or `conf.d/mango.yaml:12` in another file. */
  of(path: Path, from: Path): string;
  /** Negative when `a` comes before `b`: in an earlier file, or earlier in the same. */
  compare(a: Path, b: Path): number;
  /** Whether the value at `path` stands in its file as it is. Nothing that is made of another is shown: the environment may hold secrets. */
  isWritten(path: Path): boolean;
};

/** A mistake before its path is looked up in the text: at a key (an unknown one) or at a value. */
export type Finding = {
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly message: string;
  /** The key that this misspelt one stands for. */
  readonly meant?: string;
  /** The path that is shown, where the last key may hold a password. */
  readonly shown?: Path;
  /** The key that is not there. */
  readonly missing?: string;
  /** About how the parts of a value go together; the echo of an unknown key where there is one. */
  readonly ofWhole?: true;
};

/** A path as a reader writes it: `hosts[0].servers[1]`, `pools["a b"].policy`. */
export function pathText(path: Path): string {
  return path.map(stepText).join('').replace(/^\./, '');
}

function stepText(step: Step): string {
  if (typeof step === 'number') return `[${step}]`;
  return isPlain(step) ? `.${step}` : `[${quote(step)}]`;
}

/** A key as a sentence names it: bare when it is a plain word, else in quotes. */
export function keyText(key: string): string {
  return isPlain(key) ? key : quote(key);
}

function isPlain(key: string): boolean {
  return /^[A-Za-z0-9_-]{1,80}$/.test(key);
}

/** The name of a file as a sentence has it: bare where it is plain, else in quotes. */
export function fileText(file: string): string {
  return /^[!-~]+$/.test(file) ? file : quote(file);
}

/** Text in quotes, cut at 80 characters, with nothing in it that a terminal would obey. */
export function quote(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return unseenEscaped(JSON.stringify(cut));
}

/** JSON with escapes for what JSON leaves as it is and a terminal would obey, or show as nothing or turned round. */
export function unseenEscaped(json: string): string {
  return json.replace(
    /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text without the name and the password that a URL in it may have. */
export function withoutLogin(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@|^[^/@\s:]+:[^/@\s]*@/i, '$1…@');
}

/** A found value in a few words: scalars as they are, `a list` or `a map` for the rest. */
export function found(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (typeof value === 'string') return quote(withoutLogin(value));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty map' : 'a map';
  return String(value);
}

/** What the command prints: a line for each mistake, and one that sums up. */
export function formatProblems(problems: readonly Problem[]): string {
  const files = [...new Set(problems.map((problem) => problem.file))].join(', ');
  const count = problems.length === 1 ? '1 mistake' : `${problems.length} mistakes`;
  return [...problems.map(formatProblem), `${count} in ${files}; nothing was started.`].join('\n');
}

/** What the command prints of what is legal and surely not meant. */
export function formatWarnings(warnings: readonly Problem[]): string {
  const files = [...new Set(warnings.map((warning) => warning.file))].join(', ');
  return [...warnings.map(formatProblem), `${warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`} in ${files}`].join('\n');
}

/** One mistake or warning with its place. */
export function formatProblem(problem: Problem): string {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return `${place}  ${path}${problem.message}`;
}
