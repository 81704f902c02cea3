/** Who a client says it is (RFC 7617 §2), in Unicode's composed form, as hashes are made of it. */
export type Credentials = { readonly user: string; readonly password: string };

const longest = 1024;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The name and the password in an Authorization field of the Basic scheme. Undefined for another scheme, for text that is not
 * quite base64 or UTF-8, without a colon, with control characters, or too long; two fields joined by a comma are none either.
 */
export function parseCredentials(authorization: string | undefined): Credentials | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined || encoded.length > longest) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.toString('base64') !== encoded) return undefined;
  const text = decoded(bytes)?.normalize('NFC');
  if (text === undefined || /\p{Cc}/u.test(text)) return undefined;
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}
