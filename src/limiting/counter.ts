/** How often a key was counted in its window, and the milliseconds until the window is over. */
export type Count = { readonly count: number; readonly restMs: number };

/** Counts keys in windows. A key's window begins when it is counted first, and the first count after its end begins another. */
export interface Counter {
  /** Counts `key` once more, in a window of `windowMs`. Never rejects. */
  count(key: string, windowMs: number): Promise<Count>;
}
