import { z } from 'zod';
import { type PasswordHash, parsePasswordHash } from './password-hash';
import { clientField } from './values';
import { fieldBytes } from '../http/wire-text';

// Each of these messages is a whole sentence: what was found may be a password or a hash, and is never printed.
const noHash = 'this is not the hash of a password: expected the line that `mangrove hash-password` prints for it';
const usersShape = 'a map of user name to the line that `mangrove hash-password` prints';
const noUsers = `this is no list of users: expected ${usersShape}`;
// Without a space behind its colon, a user with a password is one name: it is not printed either.
const noName = 'a user has no fit name: expected at least one character, and neither a colon nor control characters';
const sameName = 'two users have the same name, written with other code points (Unicode NFC): expected each of them once';
const cutHash = 'a hash is cut in pieces at its commas: expected quotes around it';

/** RFC 7617 §2: the first colon ends the name. */
const userName = /^[^:\p{Cc}]{1,255}$/u;

const users = z
  .record(z.string(), z.unknown(), { error: ({ input }) => (input === undefined ? usersShape : noUsers) })
  .transform((map, context) => {
    const names = Object.keys(map);
    const hashes = new Map<string, PasswordHash>();
    const mistake = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (names.length === 0) mistake([], noUsers);
    // The path of a mistake names keys, and these would be parts of a hash.
    if (names.some((name) => name.includes('$'))) {
      mistake([], cutHash);
      return z.NEVER;
    }
    for (const name of names) {
      const value = map[name];
      const hash = typeof value === 'string' ? parsePasswordHash(value) : undefined;
      if (!userName.test(name)) mistake([], noName);
      else if (hash === undefined) mistake([name], noHash);
      else if (hashes.has(name.normalize('NFC'))) mistake([], sameName);
      else hashes.set(name.normalize('NFC'), hash);
    }
    return hashes as ReadonlyMap<string, PasswordHash>;
  });

const basicAuthMap = z
  .strictObject({
    realm: z
      .string('a name without control characters')
      .min(1, 'a name of 1 to 255 letters')
      .max(255, 'a name of 1 to 255 letters')
      .refine((value) => !/\p{Cc}/u.test(value), 'a name without control characters')
      .transform(fieldBytes)
      .prefault('Restricted')
      .describe('What the browser says it wants a password for.'),
    users: users.describe('Who may pass: each user’s name, and the line that `mangrove hash-password` prints for the password.'),
    user_header: clientField
      .optional()
      .describe('The header in which the backend gets the name of the user, in UTF-8. A client’s own is always removed.'),
    forward: z.boolean().default(false).describe('Lets the backend see `Authorization`, password included.'),
  })
  .describe('Lets in only who knows a name and a password (RFC 7617). Without TLS both can be read on the way.')
  .meta({ id: 'basic_auth' });

export const basicAuth = z
  .union([z.literal(false), basicAuthMap], 'basic_auth is neither: expected false, or a map with users')
  .optional()
  .describe('Lets in only who knows a name and a password. `false`: whoever comes.');
