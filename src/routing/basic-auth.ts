import type { PasswordHash } from '../config/password-hash';
import type { BasicAuth } from '../config/schema';

/** `basic_auth`, compiled. */
export type PasswordRule = {
  /** By name, in the Unicode form that names are compared in. */
  readonly users: ReadonlyMap<string, PasswordHash>;
  /** Stands in for a user who is not there, so that trying a name takes as long as trying a password. */
  readonly stranger: PasswordHash;
  /** The value of WWW-Authenticate. */
  readonly challenge: string;
  /** The header that tells the backend who it is. */
  readonly userHeader: string | undefined;
  /** Whether the backend sees the password too. */
  readonly isForwarded: boolean;
};

/** Compiles `basic_auth`, which has at least one user. */
export function compileBasicAuth({ realm, users, user_header, forward }: BasicAuth): PasswordRule {
  const [first] = users.values();
  if (first === undefined) throw new Error('basic_auth without users');
  const quoted = realm.replace(/["\\]/g, '\\$&');
  return {
    users,
    stranger: { ...first, salt: Buffer.alloc(first.salt.length), key: Buffer.alloc(first.key.length) },
    challenge: `Basic realm="${quoted}", charset="UTF-8"`,
    userHeader: user_header,
    isForwarded: forward,
  };
}
