import { ask } from './client';
import { freePort } from './dead-ends';
import { eventually } from './eventually';
import { patience } from './patience';
import { Command, type CommandOptions } from './process';
import type { MangroveWorld } from './world';

/** Starts the command where its log cannot tell that it listens. */
export async function startUnheard(world: MangroveWorld, options: Pick<CommandOptions, 'output'>): Promise<void> {
  const port = await freePort();
  const args = ['start', '--config', await world.writeConfig()];
  world.run(new Command(args, { env: { PORT: String(port), ADMIN_PORT: '0' }, ...options }));
  world.external = `http://127.0.0.1:${port}`;
  // A connection alone proves nothing: the port is looked at before it is shared.
  await eventually(() => ask(port, { host: 'www.mango.com', target: '/' }), patience.while);
}
