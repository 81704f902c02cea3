/** What the process says with its exit code. */
export const exit = { fine: 0, failure: 1, misuse: 2 } as const;

/** Ends the process with a sentence on standard error. */
export class Exit extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
