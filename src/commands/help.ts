import { version } from '../version';
import { commandNamed } from './arguments';
import { type Command, everywhere, type OptionName, optionNamed } from './command';
import { print } from './print';

/** `help`, which tells of these commands and of itself. */
export function helpFor(others: readonly Command[]): Command {
  const help: Command = {
    name: 'help',
    operands: '[COMMAND]',
    mostOperands: 1,
    offers: others.map(({ name }) => name),
    options: [],
    summary: 'what a command does and takes',
    details: '',
    run: ({ operands: [name] }) => print(name === undefined ? overview(all) : helpOf(commandNamed(name, all))),
  };
  const all = [...others, help];
  return help;
}

/** What `--help` prints. */
export function overview(commands: readonly Command[]): string {
  const lines = commands.map((command): Line => [usageOf(command), command.summary]);
  return `mangrove ${version}, an HTTP load balancer

${columns(lines)}
${columns(everywhere.map(optionLine))}
Where no FILE is named, by --config or without it, the config is the file in MANGROVE_CONFIG, else
./mangrove.yaml. Where there is neither, "start", which is also what happens without any command,
serves a demo with three backends of its own.
PORT overrides the port that clients connect to, ADMIN_PORT that of the status API.
While it serves, SIGHUP loads the config anew, and SIGUSR1 opens the log file anew.
Exit codes: 0 fine, 1 failure at run time, 2 bad config or usage; with --strict a warning is a 2 too.
`;
}

/** What `help COMMAND` and `COMMAND --help` print. */
export function helpOf(command: Command): string {
  const own = [...command.options, ...everywhere].map(optionLine);
  return `${usageOf(command)}\n    ${command.summary}\n\n${columns(own)}${command.details === '' ? '' : `\n${command.details}`}`;
}

type Line = readonly [left: string, right: string];

/** FILE says the same as `--config FILE`, and shorter. */
function usageOf({ name, operands, options }: Command): string {
  const others = options.filter((option) => option !== 'config').map((option) => `[${spelled(option)}]`);
  return ['mangrove', name, ...(others.length > 1 ? ['[OPTIONS]'] : others), operands].filter((word) => word !== '').join(' ');
}

function spelled(name: OptionName): string {
  const { value } = optionNamed[name];
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function optionLine(name: OptionName): Line {
  const { letter, summary } = optionNamed[name];
  return [letter === undefined ? `    ${spelled(name)}` : `-${letter}, ${spelled(name)}`, summary];
}

function columns(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}   ${right}\n`).join('');
}
