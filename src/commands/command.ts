/** What may stand on the command line: commands and options, each in one place, from which parsing, help and completion come. */

/** What a shell offers where a value is wanted: the names of files, some words, or nothing. */
export type Offer = 'files' | readonly string[];

type Option = {
  /** The letter for `-c`. */
  readonly letter?: string;
  /** How help calls its value; an option without one is a switch. */
  readonly value?: string;
  readonly offers?: Offer;
  readonly isRepeatable?: boolean;
  readonly summary: string;
};

const options = {
  config: { letter: 'c', value: 'FILE', offers: 'files', summary: 'the config; else the one in MANGROVE_CONFIG, else ./mangrove.yaml' },
  strict: { summary: 'a warning is a mistake' },
  for: { value: '"[METHOD] URL"', summary: 'which route takes this request, and what it meets there' },
  header: { letter: 'H', value: '"NAME: VALUE"', isRepeatable: true, summary: 'a header of that request; may be repeated' },
  from: { value: 'ADDRESS', summary: 'the client that sends it; else 127.0.0.1' },
  json: { summary: 'for scripts' },
  help: { letter: 'h', summary: 'what a command does and takes' },
  version: { letter: 'V', summary: 'the version' },
} as const satisfies Readonly<Record<string, Option>>;

export type OptionName = keyof typeof options;

/** The options by name, as what they have in common. */
export const optionNamed: Readonly<Record<OptionName, Option>> = options;

export const optionNames = Object.keys(options) as readonly OptionName[];

/** These go with every command. */
export const everywhere: readonly OptionName[] = ['help', 'version'];

/** A command line, understood. */
export type Call = {
  readonly command: Command;
  /** False where it is the one that stands for none. */
  readonly isNamed: boolean;
  readonly operands: readonly string[];
  /** The values of an option in their order; a switch that is on has an empty one. */
  readonly given: ReadonlyMap<OptionName, readonly string[]>;
};

export type Command = {
  readonly name: string;
  /** How help calls what stands behind the name; empty for nothing. */
  readonly operands: string;
  readonly mostOperands: number;
  readonly offers: Offer;
  readonly options: readonly OptionName[];
  /** What it does, in a few words. */
  readonly summary: string;
  /** The rest of its help; ends with a line feed. */
  readonly details: string;
  run(call: Call): void | Promise<void>;
};

/** The last value of an option; undefined when it is not given. */
export function lastOf({ given }: Pick<Call, 'given'>, name: OptionName): string | undefined {
  return given.get(name)?.at(-1);
}
