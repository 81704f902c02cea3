/** A line of the log, read from its JSON. */
export type Said = Readonly<Record<string, unknown>>;
