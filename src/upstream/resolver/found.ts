/** What was found out of a name. A family that nobody could tell of is undefined; one that the name does not have is empty. */
export type Found = { readonly ipv4: readonly string[] | undefined; readonly ipv6: readonly string[] | undefined; readonly ttlMs: number };

/** `missing`: there is no such name, or it has no address. `late`: nobody said so in time. `failed`: a name server could not say. */
export type Trouble = 'missing' | 'late' | 'failed';

/** Why a name has no address at the moment, in a sentence. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly trouble: Trouble;

  constructor(trouble: Trouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.trouble = trouble;
  }
}

/** The addresses of a name, or why there are none. */
export type Addresses = readonly string[] | LookupError;
