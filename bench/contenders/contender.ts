import type { Children } from '../children';

/** What is asked for answers. */
export type Contestant = {
  readonly port: number;
  /** The process whose processor time is counted; undefined when there is nothing between client and backend. */
  readonly pid: number | undefined;
};

export type Surroundings = {
  readonly children: Children;
  /** Two or more, `host:port`. */
  readonly backends: readonly string[];
  /** A folder for files, gone after the run. */
  readonly folder: string;
  /** Where to leave a V8 profile of the contender's processor time, if it can write one. */
  readonly profileFolder: string | undefined;
};

/** Something that can stand in front of the backends. */
export type Contender = {
  readonly name: string;
  /** Starts it on a port the system chooses; undefined when it is not installed here. */
  start(surroundings: Surroundings): Promise<Contestant | undefined>;
};
