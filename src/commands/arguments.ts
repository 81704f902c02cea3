import { parseArgs } from 'node:util';
import { quote } from '../config/problems';
import { nearest } from '../config/suggest';
import { type Call, type Command, type OptionName, optionNamed, optionNames } from './command';
import { Exit, exit } from './exit';
import { shown } from './shown';

/** What other servers and their users call it. */
const otherNames: Readonly<Record<string, string>> = {
  run: 'start',
  serve: 'start',
  up: 'start',
  test: 'check',
  validate: 'check',
  configtest: 'check',
  lint: 'check',
  route: 'routes',
  password: 'hash-password',
  passwd: 'hash-password',
};

/** What is told to a running process by a signal. */
const signalFor: Readonly<Record<string, string>> = {
  reload: 'it loads its config anew on SIGHUP (kill -HUP PID)',
  restart: 'it loads its config anew on SIGHUP (kill -HUP PID)',
  reopen: 'it opens its log file anew on SIGUSR1 (kill -USR1 PID)',
  stop: 'it stops on SIGTERM (kill PID)',
  quit: 'it stops on SIGTERM (kill PID)',
};

/** Understands a command line; ends the process with a sentence about what it cannot understand. */
export function readArguments(argv: readonly string[], commands: readonly Command[]): Call {
  const { tokens } = parseArgs({ args: [...argv], strict: false, allowPositionals: true, tokens: true, options: known });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const given = new Map<OptionName, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = nameOf(token);
    given.set(name, [...(given.get(name) ?? []), valueIn(token, name, given.has(name))]);
  }
  const [word, ...operands] = words;
  const command = commandNamed(word ?? 'start', commands);
  const call = { command, isNamed: word !== undefined, operands, given };
  if (given.has('help') || given.has('version')) return call;
  for (const name of given.keys()) if (!command.options.includes(name)) throw misuse(elsewhere(name, command, commands), command.name);
  if (operands.length > command.mostOperands) throw misuse(tooMany(command, operands), command.name);
  return call;
}

/** The command with this name; a word that is none ends the process with the one that is meant. */
export function commandNamed(word: string, commands: readonly Command[]): Command {
  const command = commands.find(({ name }) => name === word);
  if (command === undefined) throw misuse(unknownCommand(word, commands));
  return command;
}

/** Ends the process with a sentence, and where to read on. */
export function misuse(sentence: string, command?: string): Exit {
  const more = command === undefined ? 'mangrove --help' : `mangrove help ${command}`;
  return new Exit(exit.misuse, `${sentence}\n"${more}" says what there is`);
}

type Token = { readonly name: string; readonly rawName: string; readonly value?: string | undefined; readonly inlineValue?: boolean };

/** All of them may be repeated for the parser, so that what is given twice is seen. */
const known = Object.fromEntries(
  optionNames.map((name) => {
    const { letter, value } = optionNamed[name];
    return [name, { type: value === undefined ? 'boolean' : 'string', multiple: true, ...(letter && { short: letter }) } as const];
  }),
);

function nameOf({ name, rawName }: Token): OptionName {
  // nginx, HAProxy and Node say their version so.
  if (name === 'v') return 'version';
  const found = optionNames.find((one) => one === name);
  if (found !== undefined) return found;
  if (rawName === '-t') throw misuse('there is no option "-t"; did you mean "mangrove check"?');
  const near = rawName.startsWith('--') ? nearest(name, optionNames) : undefined;
  throw misuse(`there is no option ${quote(rawName)}${near === undefined ? '' : `; did you mean "--${near}"?`}`);
}

function valueIn({ rawName, value, inlineValue = false }: Token, name: OptionName, isRepeated: boolean): string {
  const { value: wanted, isRepeatable = false } = optionNamed[name];
  if (wanted === undefined) {
    if (inlineValue) throw misuse(`${rawName} takes no value`);
    return '';
  }
  const example = `${rawName} ${wanted}`;
  if (isRepeated && !isRepeatable) throw misuse(`${rawName} is given twice: one alone can count`);
  if (value === undefined || value === '') throw misuse(`${rawName} needs a value: ${example}`);
  if (!inlineValue && value.startsWith('-') && value !== '-')
    throw misuse(
      `${rawName} needs a value: ${example}; one that begins with "-" is written ${rawName.startsWith('--') ? `${rawName}=${value}` : rawName + value}`,
    );
  return value;
}

function unknownCommand(word: string, commands: readonly Command[]): string {
  const sentence = `there is no command ${quote(word)}`;
  const names = commands.map(({ name }) => name);
  const lower = word.toLowerCase();
  if (Object.hasOwn(signalFor, lower)) return `${sentence} for a running process: ${signalFor[lower]}`;
  const meant = Object.hasOwn(otherNames, lower) ? otherNames[lower] : nearest(word, names);
  if (meant !== undefined) return `${sentence}; did you mean "${meant}"?`;
  if (names.some((name) => word.startsWith(`${name} `))) return `${sentence}: expected its words without quotes around all of them`;
  return /\.ya?ml$/i.test(word) ? `${sentence}; did you mean: mangrove start ${shown(word)}` : sentence;
}

function elsewhere(name: OptionName, command: Command, commands: readonly Command[]): string {
  const homes = commands.filter((one) => one.options.includes(name)).map((one) => `"${one.name}"`);
  return `--${name} goes with ${homes.join(' and ')}, not with "${command.name}"`;
}

function tooMany({ name, operands: wanted, mostOperands }: Command, operands: readonly string[]): string {
  const found = operands.map(quote).join(', ');
  if (mostOperands === 0) return `"${name}" takes nothing behind it: found ${found}`;
  return `"${name}" takes one ${wanted.replace(/[[\]]/g, '')}: found ${found}`;
}
