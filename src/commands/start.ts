import { existsSync } from 'node:fs';
import type { Loaded } from '../config/load';
import { loadConfigApart } from '../config/load-apart';
import type { Config } from '../config/schema';
import { messageOf } from '../errors';
import { type Log, openLog } from '../log';
import { type LogOutput, openLogOutput } from '../log-output';
import { start } from '../server';
import { readConfig } from './check';
import { startDemo } from './demo';
import { Exit, exit } from './exit';
import { Hangups, inTurn } from './hangups';
import { heedSignals } from './signals';

/** Serves by the config until a signal ends it: that of `configFile`, of MANGROVE_CONFIG or of ./mangrove.yaml; else the demo. */
export async function serve(configFile: string | undefined): Promise<void> {
  const hangups = new Hangups();
  const file = configFile ?? process.env.MANGROVE_CONFIG ?? (existsSync('mangrove.yaml') ? 'mangrove.yaml' : undefined);
  const override = portsFromEnvironment();
  const loaded = file === undefined ? undefined : readConfig(file);
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
