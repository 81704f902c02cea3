import { overlap } from '../config/conflicts';
import type { Config } from '../config/schema';
import { Exit, exit } from './exit';

/** What PORT and ADMIN_PORT make of a config; one that is no port, or of two listeners, ends the process. */
export function portsFromEnvironment(): (config: Config) => Config {
  const port = portIn('PORT');
  const adminPort = portIn('ADMIN_PORT');
  return ({ listen, admin, ...rest }) => {
    const config = {
      ...rest,
      listen: { ...listen, port: port ?? listen.port },
      admin: admin !== false && { ...admin, port: adminPort ?? admin.port },
    };
    if ((port ?? adminPort) !== undefined) refuseOneForBoth(config, port === undefined ? 'ADMIN_PORT' : 'PORT');
    return config;
  };
}

function refuseOneForBoth({ listen, admin }: Pick<Config, 'listen' | 'admin'>, variable: string): void {
  if (admin === false || listen.port === 0 || listen.port !== admin.port || !overlap(listen, admin)) return;
  const other = variable === 'PORT' ? 'the status API has' : 'clients have';
  throw new Exit(exit.misuse, `${variable} is ${listen.port}, which ${other} too: expected two different ports`);
}

function portIn(variable: string): number | undefined {
  const value = process.env[variable];
  if (value === undefined || value === '') return undefined;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535)
    throw new Exit(exit.misuse, `${variable} is ${JSON.stringify(value)}: expected a port from 0 to 65535`);
  return Number(value);
}
