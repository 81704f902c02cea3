/** How often a key was counted in its window, and the milliseconds until the window is over. */
export type Count = { readonly count: number; readonly restMs: number };

/** What is counted: a key of one limit, which is used up at `most`. In the memory of this process a limit has room for `mostKeys`. */
export type Counting = {
  readonly limit: string;
  readonly key: string;
  readonly windowMs: number;
  readonly most: number;
  readonly mostKeys: number;
};

/** Counts keys in windows. A key's window begins when it is counted first, and the first count after its end begins another. */
export interface Counter {
  /** Counts once more. Never rejects. */
  count(counting: Counting): Promise<Count>;
}
