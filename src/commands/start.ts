import { systemClock } from '../clock';
import type { Loaded } from '../config/load';
import { loadConfigApart } from '../config/load-apart';
import type { Config } from '../config/schema';
import { messageOf } from '../errors';
import { type Log, openLog } from '../log';
import { type LogOutput, type LogPlace, openLogOutput } from '../log-output';
import { HandedInMistake, type Running, type StartOptions, start } from '../server';
import { type ConfigFile, usualFile } from './config-file';
import { startDemo } from './demo';
import { Exit, exit } from './exit';
import { socketsHandedIn } from './handover';
import { Hangups, inTurn } from './hangups';
import { portsFromEnvironment } from './ports';
import { openProgress } from './progress';
import { readConfig } from './read-config';
import { heedSignals } from './signals';

/** Serves by the config until a signal ends it: that of the named file, of MANGROVE_CONFIG or of ./mangrove.yaml; else the demo. */
export async function serve(named: ConfigFile | undefined): Promise<void> {
  const hangups = new Hangups();
  const source = named ?? usualFile();
  const file = source?.file;
  const override = portsFromEnvironment();
  const loaded = source === undefined ? undefined : readConfig(source);
  const output = openOutput(loaded?.config ?? { log_format: 'auto' });
  const log = openLog(output, systemClock);
  try {
    const handedIn = socketsHandedIn(log);
    const running =
      loaded === undefined
        ? await startDemo({ override, log: output, handedIn })
        : await startTold(override(loaded.config), { log: output, warnings: loaded.warnings, handedIn });
    const end = async () => {
      await running.stop();
      await output.close();
      process.exit(exit.fine);
    };
    const turnTo = (name: string | undefined) => turnOutput(output, name, log);
    const stop = heedSignals({ stop: () => void end(), reopen: () => turnTo(output.file), log });
    const reload = async (name: string) => {
      const anew = overridden(await loadConfigApart(name), override);
      if (!running.reload(anew) || !anew.ok) return;
      output.useFormat(anew.config.log_format);
      if (anew.config.log !== output.file) turnTo(anew.config.log);
    };
    hangups.lead(file === undefined ? stop : inTurn(() => reload(file)), stop);
  } catch (error) {
    await output.close();
    throw explained(error, loaded && override(loaded.config));
  }
}

/** As `start`; tells how long a large config takes, until the first line of the log may come. */
function startTold(config: Config, options: StartOptions): Promise<Running> {
  const progress = openProgress();
  const hosts = config.hosts.length + config.paths.length;
  if (hosts >= leastHosts) progress.tell(`starting with ${hosts.toLocaleString('en')} hosts and paths`);
  try {
    // All that takes long is done before it first waits.
    return start(config, options);
  } finally {
    progress.end();
  }
}

/** With fewer no machine takes long. */
const leastHosts = 300;

function openOutput(place: LogPlace): LogOutput {
  try {
    return openLogOutput(place);
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
    log.error({ file, detail: messageOf(error) }, 'the log cannot be written there, and stays where it is');
  }
}

function overridden(loaded: Loaded, override: (config: Config) => Config): Loaded {
  return loaded.ok ? { ...loaded, config: override(loaded.config) } : loaded;
}

/** What the system says of an address, as a sentence with a way out. */
function explained(error: unknown, config: Config | undefined): unknown {
  if (error instanceof HandedInMistake) return new Exit(exit.misuse, error.message);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const where = `${address === undefined || address === '::' ? 'port' : `address ${address}, port`} ${port}`;
  // The demo has the ports that a config has by default.
  const isAdmin = config === undefined ? port === 7070 : config.admin !== false && config.admin.port === port;
  const [key, variable, whose] = isAdmin ? ['admin', 'ADMIN_PORT', 'the status API'] : ['listen', 'PORT', 'clients'];
  if (code === 'EADDRINUSE' && !isAdmin && config?.reuse_port)
    return new Exit(exit.failure, `${where}, for ${whose}, is in use by a process that does not share it, or by one of another user`);
  if (code === 'EADDRINUSE')
    return new Exit(
      exit.failure,
      `${where}, for ${whose}, is in use by another process: stop that, or choose another with \`${key}\` in the config or with ${variable} in the environment`,
    );
  if (code === 'EACCES')
    return new Exit(exit.failure, `${where} may not be used by this user: choose one above 1023, or grant the right to it`);
  if (code === 'ENOTSUP' || code === 'EOPNOTSUPP')
    return new Exit(exit.failure, 'this system lets no two processes listen at one address: take `reuse_port` out of the config');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Exit(exit.failure, `${where} is not an address of this machine: see \`${key}\``);
  return error;
}
