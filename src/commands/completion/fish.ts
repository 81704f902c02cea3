import { type Command, everywhere, type OptionName, optionNamed } from '../command';

/** A script that completes these commands in fish. */
export function fishCompletion(commands: readonly Command[]): string {
  // Not __fish_use_subcommand: it takes the value of an option for a command.
  const before = quoted(`not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`);
  const lines = commands.flatMap((command) => {
    const within = `__fish_seen_subcommand_from ${command.name}`;
    return [
      `-n ${before} -a ${command.name} -d ${quoted(command.summary)}`,
      ...command.options.map((name) => `-n ${quoted(within)} ${optionWords(name)}`),
      ...operandLines(command, within),
    ];
  });
  const general = [...(commands[0]?.options ?? []).map((name) => `-n ${before} ${optionWords(name)}`), ...everywhere.map(optionWords)];
  const all = ['-f', ...general, ...lines].map((line) => `complete -c mangrove ${line}\n`);
  return `# Completes mangrove in fish: mangrove completion fish | source\n${all.join('')}`;
}

function operandLines({ offers }: Command, within: string): string[] {
  if (offers === 'files') return [`-n ${quoted(within)} -F`];
  return offers.length === 0 ? [] : [`-n ${quoted(within)} -a ${quoted(offers.join(' '))}`];
}

function optionWords(name: OptionName): string {
  const { letter, value, offers, summary } = optionNamed[name];
  const words = [`-l ${name}`, ...(letter === undefined ? [] : [`-s ${letter}`])];
  if (value !== undefined) words.push(offers === 'files' ? '-r -F' : '-x');
  return `${words.join(' ')} -d ${quoted(summary)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
