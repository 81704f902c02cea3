import { start } from '../../src/server';
import type { Clock } from '../../src/clock';
import type { SystemFiles } from '../../src/upstream/resolver/resolver';
import type { Config } from '../../src/config/schema';
import { formatProblems, type Loaded, parseConfig } from '../../src/config/load';
import { formatWarnings } from '../../src/config/problems';
import type { LogLines } from './log-lines';
import { Command, type CommandOptions } from './process';

/** A running balancer. */
export type Instance = {
  readonly url: string;
  readonly adminUrl: string | undefined;
  /** Loads another config, when there is a way to. Throws with the list of mistakes when it has any. */
  reload?(config: string): void;
  stop(): Promise<void>;
};

/** What a scenario adds to the environment. */
type Added = Readonly<Record<string, string>>;

type Circumstances = { readonly clock: Clock; readonly systemFiles?: SystemFiles | undefined; readonly environment?: Added };

/** Starts one in this process. Throws with the list of mistakes when the config has any. */
export async function startHere(config: string, log: LogLines, { environment, ...circumstances }: Circumstances): Promise<Instance> {
  const running = await start(loadedFrom(config, environment).config, { log, ...circumstances });
  return { ...running, reload: (text) => running.reload(loadedFrom(text, environment)) };
}

/** The config in a text. Throws with the list of mistakes when it has any. */
export function configFrom(text: string): Config {
  return loadedFrom(text).config;
}

function parse(text: string, added: Added = {}): Loaded {
  return parseConfig(text, 'mangrove.yaml', { env: { ...process.env, ...added } });
}

function loadedFrom(text: string, added?: Added): Extract<Loaded, { ok: true }> {
  const loaded = parse(text, added);
  if (!loaded.ok) throw new Error(`${formatProblems(loaded.problems)}\n${text}`);
  return loaded;
}

/** The report on the mistakes of a config called `mangrove.yaml`; empty when there are none. */
export function mistakesIn(config: string, added?: Added): string {
  const loaded = parse(config, added);
  return loaded.ok ? '' : formatProblems(loaded.problems);
}

/** The report on what is surely not meant in a config called `mangrove.yaml`; its mistakes, when it has any. */
export function warningsIn(config: string, added?: Added): string {
  const loaded = parse(config, added);
  if (!loaded.ok) return formatProblems(loaded.problems);
  return loaded.warnings.length === 0 ? '' : formatWarnings(loaded.warnings);
}

/** Starts the real command with a config file and waits until it listens. */
export async function startCommand(
  file: string,
  options: CommandOptions = {},
): Promise<{ readonly instance: Instance; readonly command: Command }> {
  const command = new Command(['start', '--config', file], options);
  const { url, adminUrl } = await command.listening().catch(async (error: unknown) => {
    await command.kill();
    throw error;
  });
  const stop = async (): Promise<void> => {
    command.signal('SIGKILL');
    await command.exit;
  };
  return { instance: { url, adminUrl, stop }, command };
}
