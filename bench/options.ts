import { parseArgs } from 'node:util';

export type Options = {
  readonly rounds: number;
  /** How long each contender is asked in a round. */
  readonly seconds: number;
  /** And how often at most. */
  readonly requests: number;
  readonly connections: number;
  readonly maxCpuRatio: number | undefined;
  readonly profileFolder: string | undefined;
};

export const usage = `npm run -s bench -- [OPTION...]

  --rounds N          rounds to measure, each contender once in each (15)
  --seconds N         seconds for each contender in a round (0.7)
  --requests N        requests for each contender in a round, at most (100000)
  --connections N     keep-alive connections of the load generator (32)
  --max-cpu-ratio N   exit 1 when mangrove spends more than N times the processor time of koa-proxies
  --profile FOLDER    leave a V8 processor profile of mangrove there (it costs some speed)
`;

/** Reads the command line; undefined when help was asked for. Throws a sentence when something is wrong with it. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '15' },
      seconds: { type: 'string', default: '0.7' },
      requests: { type: 'string', default: '100000' },
      connections: { type: 'string', default: '32' },
      'max-cpu-ratio': { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const ratio = values['max-cpu-ratio'];
  return {
    rounds: whole('--rounds', values.rounds, 100),
    seconds: positive('--seconds', values.seconds, 60),
    requests: whole('--requests', values.requests, 1_000_000),
    connections: whole('--connections', values.connections, 1000),
    maxCpuRatio: ratio === undefined ? undefined : positive('--max-cpu-ratio', ratio, 100),
    profileFolder: values.profile,
  };
}

function whole(name: string, text: string, most: number): number {
  const value = positive(name, text, most);
  if (!Number.isInteger(value)) throw new Error(`${name} is ${text}: expected a whole number`);
  return value;
}

function positive(name: string, text: string, most: number): number {
  const value = Number(text);
  if (value > 0 && value <= most) return value;
  throw new Error(`${name} is ${text}: expected a number above 0, ${most} at most`);
}
