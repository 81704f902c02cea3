import { readArguments } from './commands/arguments';
import { Exit, exit } from './commands/exit';
import { helpOf, overview } from './commands/help';
import { print } from './commands/print';
import { commands } from './commands/table';
import { version } from './version';

async function main(argv: readonly string[]): Promise<void> {
  const call = readArguments(argv, commands);
  const { command, given } = call;
  const asksForWords = given.has('help') || given.has('version');
  // bin/mangrove.js lets none end the process while it begins.
  if (asksForWords || command.name !== 'start') process.removeAllListeners('SIGHUP');
  if (given.has('version')) return print(`${version}\n`);
  if (given.has('help')) return print(call.isNamed ? helpOf(command) : overview(commands));
  return command.run(call);
}

// It may be on a full disk, or closed.
process.stderr.on('error', () => undefined);

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Exit ? error.message.trimEnd() : `mangrove failed: ${(error as Error).stack}`}\n`);
  process.exitCode = error instanceof Exit ? error.code : exit.failure;
});
