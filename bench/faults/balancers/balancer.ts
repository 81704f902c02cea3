/** What a balancer stands between. */
export type Place = {
  readonly port: number;
  /** For balancers that take their new config over HTTP. */
  readonly adminPort: number;
  /** For its files, gone after the run. */
  readonly folder: string;
  /** `host:port` of each backend, and the name it has in the config. */
  readonly backends: readonly { readonly name: string; readonly address: string }[];
};

export type Words = readonly [command: string, ...args: string[]];

/** One of those that go through the script. */
export type Balancer = {
  readonly title: string;
  /** The command that says the version; what it prints is searched for one. The balancer is left out when there is no such command. */
  readonly version: Words;
  readonly configName: string;
  /** For the code block that shows the config. */
  readonly language: string;
  config(place: Place): string;
  /** Stays in the foreground. */
  start(configFile: string, place: Place): Words;
  /** How it is told to load the config file again: a signal, or a command. */
  reload(configFile: string, place: Place): NodeJS.Signals | Words;
  /** How it is asked to stop once everybody is served. */
  readonly gracefully: NodeJS.Signals;
  /** How it is told to stop now. */
  readonly atOnce: NodeJS.Signals;
};
