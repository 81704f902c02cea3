import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { askPassword } from './ask-password';
import { type Loaded, loadConfig } from './config/load';
import { loadConfigApart } from './config/load-apart';
import { hashPassword } from './config/password-hash';
import { formatProblems, formatWarnings } from './config/problems';
import type { Config } from './config/schema';
import { startDemo } from './demo';
import { messageOf } from './errors';
import { Hangups, inTurn } from './hangups';
import { type Log, openLog } from './log';
import { type LogOutput, openLogOutput } from './log-output';
import { start } from './server';
import { heedSignals } from './signals';
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

const exit = { fine: 0, failure: 1, misuse: 2 } as const;

/** Ends the process with a sentence on standard error. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

async function main(argv: readonly string[]): Promise<void> {
  const { values, positionals } = readArguments(argv);
  const [command = 'start', ...operands] = positionals;
  // bin/mangrove.js lets none end the process while it begins.
  if (values.help || values.version || command !== 'start') process.removeAllListeners('SIGHUP');
  if (values.help) return print(usage);
  if (values.version) return print(`${version}\n`);
  if (command === 'check' && operands.length === 1) return check(operands[0] ?? '', values.strict === true);
  if (values.strict) throw new Exit(exit.misuse, `--strict goes with check alone\n\n${usage}`);
  if (command === 'hash-password') return print(`${await hashOfAskedPassword(operands.length)}\n`);
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

function check(file: string, isStrict: boolean): void {
  const { warnings } = read(file);
  if (isStrict && warnings.length > 0) throw new Exit(exit.misuse, formatWarnings(warnings));
  if (warnings.length > 0) process.stderr.write(`${formatWarnings(warnings)}\n`);
  print(`${file} is a good config\n`);
}

async function hashOfAskedPassword(operands: number): Promise<string> {
  if (operands > 0) throw new Exit(exit.misuse, 'hash-password takes no password as an argument, which others could read: it asks for it');
  const asked = await askPassword(process.stdin, process.stderr);
  if ('mistake' in asked) throw new Exit(exit.misuse, asked.mistake);
  return hashPassword(asked.password);
}

function read(file: string): Extract<Loaded, { ok: true }> {
  const loaded = loadConfig(file);
  if (!loaded.ok) throw new Exit(exit.misuse, formatProblems(loaded.problems));
  return loaded;
}

async function serve(configFile: string | undefined): Promise<void> {
  const hangups = new Hangups();
  const file = configFile ?? process.env.MANGROVE_CONFIG ?? (existsSync('mangrove.yaml') ? 'mangrove.yaml' : undefined);
  const override = portsFromEnvironment();
  const loaded = file === undefined ? undefined : read(file);
  const output = openOutput(loaded?.config.log);
  const log = openLog(output);
  try {
    const running =
      loaded === undefined
        ? await startDemo({ override, log: output })
        : await start(override(loaded.config), { log: output, warnings: loaded.warnings });
    const end = async () => {
      await running.stop();
      await output.close();
      process.exit(exit.fine);
    };
    const turnTo = (name: string | undefined) => turnOutput(output, name, log);
    const stop = heedSignals({ stop: () => void end(), reopen: () => turnTo(output.file), log });
    const reload = async (name: string) => {
      const anew = overridden(await loadConfigApart(name), override);
      if (running.reload(anew) && anew.ok && anew.config.log !== output.file) turnTo(anew.config.log);
    };
    hangups.lead(file === undefined ? stop : inTurn(() => reload(file)), stop);
  } catch (error) {
    await output.close();
    throw explained(error, loaded && override(loaded.config));
  }
}

function openOutput(file: string | undefined): LogOutput {
  try {
    return openLogOutput(file);
  } catch (error) {
    throw new Exit(exit.failure, `the log cannot be written: ${messageOf(error)}`);
  }
}

/** Lets the log go on in this file, opened anew, and says so there; or says in the old one why it does not. */
function turnOutput(output: LogOutput, file: string | undefined, log: Log): void {
  if (file === undefined && output.file === undefined) {
    log.info('the log goes to standard output: there is no file to open anew');
    return;
  }
  try {
    output.turnTo(file);
    log.info({ file }, 'the log goes on here');
  } catch (error) {
    log.error({ file, err: error }, 'the log cannot be written there, and stays where it is');
  }
}

/** What PORT and ADMIN_PORT make of a config. */
function portsFromEnvironment(): (config: Config) => Config {
  const port = portIn('PORT');
  const adminPort = portIn('ADMIN_PORT');
  return ({ listen, admin, ...rest }) => ({
    ...rest,
    listen: { ...listen, port: port ?? listen.port },
    admin: admin !== false && { ...admin, port: adminPort ?? admin.port },
  });
}

function overridden(loaded: Loaded, override: (config: Config) => Config): Loaded {
  return loaded.ok ? { ...loaded, config: override(loaded.config) } : loaded;
}

function portIn(variable: string): number | undefined {
  const value = process.env[variable];
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535)
    throw new Exit(exit.misuse, `${variable} is ${JSON.stringify(value)}: expected a port from 0 to 65535`);
  return Number(value);
}

/** What the system says of an address, as a sentence with a way out. */
function explained(error: unknown, config: Config | undefined): unknown {
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const where = `${address === undefined || address === '::' ? 'port' : `address ${address}, port`} ${port}`;
  // The demo has the ports that a config has by default.
  const isAdmin = config === undefined ? port === 7070 : config.admin !== false && config.admin.port === port;
  const [key, variable, whose] = isAdmin ? ['admin', 'ADMIN_PORT', 'the status API'] : ['listen', 'PORT', 'clients'];
  if (code === 'EADDRINUSE')
    return new Exit(
      exit.failure,
      `${where}, for ${whose}, is in use by another process: stop that, or choose another with \`${key}\` in the config or with ${variable} in the environment`,
    );
  if (code === 'EACCES')
    return new Exit(exit.failure, `${where} may not be used by this user: choose one above 1023, or grant the right to it`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Exit(exit.failure, `${where} is not an address of this machine: see \`${key}\``);
  return error;
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
