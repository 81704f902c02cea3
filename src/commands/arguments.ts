import { parseArgs } from 'node:util';
import { quote } from '../config/problems';
import { nearest } from '../config/suggest';
import { type Call, type Command, type OptionName, optionNamed, optionNames } from './command';
import { Exit, exit } from './exit';
import { shown } from './shown';

/** What other servers and their users call it. */
const otherNames: Readonly<Record<string, string>> = {
  run: 'mangrove start',
  serve: 'mangrove start',
  up: 'mangrove start',
  test: 'mangrove check',
  validate: 'mangrove check',
  configtest: 'mangrove check',
  lint: 'mangrove check',
  route: 'mangrove routes',
  password: 'mangrove hash-password',
  passwd: 'mangrove hash-password',
  reload: 'kill -HUP with the process id',
  restart: 'kill -HUP with the process id',
  reopen: 'kill -USR1 with the process id',
  stop: 'kill with the process id',
  quit: 'kill with the process id',
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
  const other = Object.hasOwn(otherNames, word.toLowerCase()) ? otherNames[word.toLowerCase()] : undefined;
  if (other !== undefined) return `${sentence}; did you mean "${other}"?`;
  const near = nearest(
    word,
    commands.map(({ name }) => name),
  );
  if (near !== undefined) return `${sentence}; did you mean "${near}"?`;
  return /[./]/.test(word) ? `${sentence}; did you mean "mangrove start ${shown(word)}"?` : sentence;
}

function elsewhere(name: OptionName, command: Command, commands: readonly Command[]): string {
  const homes = commands.filter((one) => one.options.includes(name)).map((one) => `"${one.name}"`);
  return `--${name} goes with ${homes.join(' and ')}, not with "${command.name}"`;
}

function tooMany({ name, mostOperands }: Command, operands: readonly string[]): string {
  const found = operands.map(quote).join(', ');
  return mostOperands === 0 ? `"${name}" takes nothing behind it: found ${found}` : `"${name}" takes one alone: found ${found}`;
}
