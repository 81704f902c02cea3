import { balancers } from './balancers';
import { phases } from './script';

export type Options = {
  /** How long a phase lasts, about; half of it something is wrong. */
  readonly seconds: number;
  /** Requests a second. */
  readonly rate: number;
  /** How often each balancer goes through the script. */
  readonly rounds: number;
  /** For the arrival times and kinds of requests. */
  readonly seed: number;
  readonly balancers: readonly string[];
  readonly phases: readonly string[];
  /** Where to write what was seen; undefined: only to the terminal. */
  readonly page: string | undefined;
};

/** Reads SECONDS, RATE, ROUNDS, SEED, ONLY (balancers), PHASES and PAGE. Throws a sentence when something is wrong with one. */
export function readOptions(environment: NodeJS.ProcessEnv): Options {
  const { ONLY, PHASES, PAGE } = environment;
  const isWhole = ONLY === undefined && PHASES === undefined;
  return {
    seconds: numberIn(environment, 'SECONDS', { usual: 8, least: 2, most: 120 }),
    rate: numberIn(environment, 'RATE', { usual: 300, least: 1, most: 5000 }),
    rounds: numberIn(environment, 'ROUNDS', { usual: 2, least: 1, most: 10 }),
    seed: numberIn(environment, 'SEED', { usual: Math.floor(Math.random() * 2 ** 31), least: 0, most: 2 ** 31 }),
    balancers: namesIn('ONLY', ONLY, Object.keys(balancers)),
    phases: namesIn(
      'PHASES',
      PHASES,
      phases.map(({ name }) => name),
    ),
    // A part of the script is for those who look for a cause, not for those who compare.
    page: PAGE ?? (isWhole ? 'docs/faults.md' : undefined),
  };
}

type Bounds = { readonly usual: number; readonly least: number; readonly most: number };

function numberIn(environment: NodeJS.ProcessEnv, name: string, { usual, least, most }: Bounds): number {
  const text = environment[name];
  const value = text === undefined || text === '' ? usual : Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is ${text}: expected a whole number from ${least} to ${most}`);
}

function namesIn(name: string, text: string | undefined, all: readonly string[]): readonly string[] {
  if (text === undefined || text === '') return all;
  const wanted = text.split(',').map((word) => word.trim());
  const unknown = wanted.find((word) => !all.includes(word));
  if (unknown !== undefined) throw new Error(`${name} has "${unknown}": expected some of ${all.join(', ')}`);
  return all.filter((word) => wanted.includes(word));
}
