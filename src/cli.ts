import { parseArgs } from 'node:util';
import { check } from './commands/check';
import { Exit, exit } from './commands/exit';
import { printPasswordHash } from './commands/hash-password';
import { serve } from './commands/start';
import { messageOf } from './errors';
import { version } from './version';

const usage = `mangrove ${version}, an HTTP load balancer

  mangrove start [--config FILE]   serve until SIGTERM, SIGINT or SIGQUIT
  mangrove check [--strict] FILE   say whether a config file is right, and what in it is surely not meant
  mangrove hash-password           ask for a password, print the line that basic_auth wants for it
  mangrove --help | --version

Without --config, the file named in MANGROVE_CONFIG is read, else ./mangrove.yaml;
where there is neither, a demo with three backends of its own is started.
PORT overrides the port that clients connect to, ADMIN_PORT that of the status API.
While it serves, SIGHUP loads the config anew, and SIGUSR1 opens the log file anew.
Exit codes: 0 fine, 1 failure at run time, 2 bad config or usage; with --strict a warning is a 2 too.
`;

async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(argv);
  const [command = 'start', ...operands] = positionals;
  // bin/mangrove.js lets none end the process while it begins.
  if (values.help || values.version || command !== 'start') process.removeAllListeners('SIGHUP');
  if (values.help) return print(usage);
  if (values.version) return print(`${version}\n`);
  if (command === 'check' && operands.length === 1) return check(operands[0] ?? '', values.strict === true);
  if (values.strict) throw new Exit(exit.misuse, `--strict goes with check alone\n\n${usage}`);
  if (command === 'hash-password') return printPasswordHash(operands.length);
  if (command === 'start' && operands.length === 0) return serve(values.config);
  throw new Exit(exit.misuse, `mangrove does not know "${positionals.join(' ')}"\n\n${usage}`);
}

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        strict: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Exit(exit.misuse, `${messageOf(error)}\n\n${usage}`);
  }
}

function print(text: string): void {
  process.stdout.write(text);
}

// It may be on a full disk, or closed.
process.stderr.on('error', () => undefined);

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Exit ? error.message.trimEnd() : `mangrove failed: ${(error as Error).stack}`}\n`);
  process.exitCode = error instanceof Exit ? error.code : exit.failure;
});
