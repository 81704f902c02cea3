import { quote } from './problems';

/** The variables that a config may name, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text of the config with the values of its variables in it. What it has become is never shown: it may be a secret. */
export type Filled = {
  /** As it stands in the file, such as `Bearer ${TOKEN}`. */
  readonly written: string;
  readonly text: string;
  /** Those of its variables that are set. */
  readonly values: readonly Value[];
};
type Value = { readonly written: string; readonly text: string };

type Fill = {
  readonly text: string;
  /** Whether it stands in the file as it is, and no variable was in it. */
  readonly isWritten: boolean;
  /** When the environment has given any of it. */
  readonly filled?: Filled;
  readonly slips: readonly Slip[];
};

/** What is wrong with one variable in a text, which is written `${…` at this place in it. */
type Slip = { readonly written: string; readonly message: string };

const maxMebibytes = 16;

/** Each `$${`, and each `${…}` within one line: the text in it, and what closes it. */
const variable = /\$\$\{|\$\{([^}\r\n]*)(\}?)/g;
const fit = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/** Puts values of the environment into the texts of one config, 16 MiB of them at most. */
export class Variables {
  readonly filled: Filled[] = [];
  readonly #environment: Environment;
  #left = maxMebibytes * 1024 ** 2;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The text with `${NAME}` and `${NAME:-default}` replaced, and `$${` for `${`. */
  fill(written: string): Fill {
    const slips: Slip[] = [];
    const values: Value[] = [];
    let isWritten = true;
    const text = written.replace(variable, (whole, inner: string | undefined, end: string) => {
      if (inner === undefined) return '${';
      isWritten = false;
      const value = this.#valueOf(inner, end);
      if ('mistake' in value) slips.push({ written: whole, message: value.mistake });
      else if (!value.isDefault) values.push({ written: whole, text: value.text });
      return 'mistake' in value ? whole : value.text;
    });
    if (slips.length > 0 || isWritten) return { text, slips, isWritten: true };
    if (values.length === 0) return { text, slips, isWritten };
    const filled = { written, text, values };
    this.filled.push(filled);
    return { text, slips, isWritten, filled };
  }

  #valueOf(inner: string, end: string): { readonly text: string; readonly isDefault: boolean } | { readonly mistake: string } {
    const [, name, fallback] = fit.exec(inner) ?? [];
    if (end === '' || name === undefined || fallback?.includes('${')) return { mistake: slipSentence(inner, end) };
    const set = Object.hasOwn(this.#environment, name) ? this.#environment[name] : undefined;
    const isDefault = fallback !== undefined && (set === undefined || set === '');
    const text = isDefault ? fallback : set;
    if (text === undefined) return { mistake: unset(name) };
    this.#left -= text.length;
    return this.#left < 0 ? { mistake: tooMuch } : { text, isDefault };
  }
}

/** What is wrong with a `${` in a key, where no values are put in; undefined when there is none. */
export function keySlip(key: string): string | undefined {
  const [written] = Array.from(key.matchAll(variable), ([whole]) => whole).filter((whole) => whole !== '$${');
  if (written === undefined) return undefined;
  return `${quote(written)} stands in a key, and only values come from the environment: expected ${itself} where the text itself is meant`;
}

/** A key with `${` for each `$${`. */
export function plainKey(key: string): string {
  return key.replaceAll('$${', '${');
}

const itself = '$${';

function unset(name: string): string {
  return `\${${name}} is not set in the environment: expected a value there, or a default as in \${${name}:-text} (the text itself is written $\${${name}})`;
}

const tooMuch = `the values of the environment make this config larger than ${maxMebibytes} MiB: expected smaller ones`;

function slipSentence(inner: string, end: string): string {
  const written = quote(`\${${inner}${end}`);
  if (end === '')
    return `${written} has no "}" at its end: expected \${NAME} or \${NAME:-default}, or ${itself} where the text itself is meant`;
  if (/^\d+$/.test(inner))
    return `${written} names no variable: expected $${inner} for a group of rewrite_rules.regex, or $\${${inner}} for the text itself`;
  const [name = 'NAME'] = /[A-Za-z_][A-Za-z0-9_]*/.exec(inner) ?? [];
  if (inner.includes('${'))
    return `${written} has a variable in its default, which is text alone: expected \${${name}} or \${${name}:-text}`;
  return `${written} is not how a variable is written: expected \${${name}} or \${${name}:-default}, or ${itself} where the text itself is meant`;
}

/** What was found, without showing it: that it came from the environment, and what people overlook in it. */
export function foundFilled({ written, text, values }: Filled): string {
  const [first] = values;
  const what = first?.written === written ? `the value of ${nameOf(written)}` : `${quote(written)} with what the environment has for it`;
  return `${what}${peculiarity(text)}`;
}

/** `${PORT}` of `${PORT:-8080}`. */
function nameOf(written: string): string {
  return written.replace(/:-.*(?=\}$)/s, '');
}

function peculiarity(text: string): string {
  if (text === '') return ', which is empty';
  if (/[\r\n]$/.test(text)) return ', which ends with a line break';
  if (/[\r\n]/.test(text)) return ', which has a line break in it';
  if (/^\s|\s$/.test(text)) return ', which has a space at one end';
  return '';
}

/** Makes sentences show what is written in place of what it has become, most thoroughly where a finding is about it. */
export function withoutValues(all: readonly Filled[]): (message: string, own?: Filled) => string {
  const others = hiding(all.filter(({ text }) => isSecret(text)));
  return (message, own) => {
    const ours = own === undefined ? undefined : hiding([own, ...own.values].filter(({ text }) => text !== ''));
    const parts = message.split(/("(?:[^"\\]|\\.)*")/).map((part) => {
      const quoted = part.toLowerCase();
      return ours?.quoted.get(quoted) ?? others.quoted.get(quoted) ?? others.hide(ours?.hide(part) ?? part);
    });
    // A mistake about letters beyond ASCII says what they are in ASCII.
    return own === undefined || isAscii(own.text)
      ? parts.join('')
      : parts.join('').replace(/\S*xn--\S*/g, 'its ASCII form, which begins with xn--');
  };
}

function hiding(values: readonly Value[]): { readonly quoted: ReadonlyMap<string, string>; hide(said: string): string } {
  const quoted = new Map(values.map(({ written, text }) => [quote(text).toLowerCase(), quote(written)]));
  const bare = new Map(values.filter(({ text }) => isTelling(text)).map(({ written, text }) => [text.toLowerCase(), written]));
  const any = bare.size === 0 ? undefined : anyOf(bare.keys());
  return { quoted, hide: (said) => (any === undefined ? said : said.replace(any, (text) => bare.get(text.toLowerCase()) ?? text)) };
}

function anyOf(texts: Iterable<string>): RegExp {
  return new RegExp(Array.from(texts, (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'gi');
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** What can hardly be a word of a sentence about something else, such as `least_connections`. */
function isSecret(text: string): boolean {
  return text.length >= 8 && isTelling(text) && !/^[a-z]+(_[a-z]+)*$/.test(text);
}

/** More than a word of the sentence itself such as `hash`, or a number such as that of a line; what is longer is in no sentence. */
function isTelling(text: string): boolean {
  return text.length <= 200 && (text.length >= 8 || (text.length >= 4 && /\d/.test(text)));
}
