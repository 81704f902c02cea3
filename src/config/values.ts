import { isIP } from 'node:net';
import { z } from 'zod';
import { comparablePath } from '../http/comparable';
import { asciiHost, escapedPath, fieldBytes } from '../http/wire-text';

/** The kinds of value that the keys of a config file share, each with the sentence for what is not one. */

export const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
export const fieldName = z.string('a header name').regex(token, 'a header name (letters, digits and "-")');

const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);
const ofTheMessage: ReadonlySet<string> = new Set([
  ...framing,
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]);

/** A header that a rule may set: those that frame a message, or are about a connection, are made anew for each message (RFC 9112 §6). */
export const settableField = fieldName.refine(
  (name) => !ofTheMessage.has(name.toLowerCase()),
  'a header other than those that frame a message or concern one connection (Content-Length, Transfer-Encoding, Connection and the like)',
);
export const removableField = fieldName.refine(
  (name) => !framing.has(name.toLowerCase()),
  'a header other than Content-Length and Transfer-Encoding, which frame a message',
);
/** A header in which a backend is told something of the client, beside those in which every backend is. */
export const clientField = fieldName
  .refine(
    (name) => !ofTheMessage.has(name.toLowerCase()) && name.toLowerCase() !== 'host',
    'a header that says something of the client, not of the message (as Host, Content-Length, Connection and the like do)',
  )
  .refine(
    (name) => !/^(forwarded|via|x-request-id|x-forwarded-(for|host|port|prefix|proto))$/i.test(name),
    'a header that is not set anyway (as X-Forwarded-For, Forwarded, Via and X-Request-Id are)',
  );

export const paramName = z.string('a parameter name').min(1);
export const cookieName = z.string('a cookie name').regex(token, 'a cookie name (letters, digits, "-" and "_")');

export const text = z.string('text ("" for none)').meta({ title: 'text' });
/** The bytes of a header value, in UTF-8 (RFC 9110 §5.5). */
export const fieldValue = text
  .refine((value) => !/(?!\t)\p{Cc}/u.test(value), 'a header value without line breaks or control characters')
  .transform(fieldBytes);
/** As `fieldValue`, for one cookie (RFC 6265 §4.1.1, and letters beyond ASCII, which browsers take and send). */
export const cookieValue = text
  .refine((value) => !/[\s\p{Cc}",;\\]/u.test(value), 'a cookie value without spaces, quotes, commas, semicolons or backslashes')
  .transform(fieldBytes);

export const wholeNumber = (min: number, max?: number) => {
  const expected = max === undefined ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`;
  const number = z.int(expected).min(min);
  return max === undefined ? number : number.max(max);
};

export const names = <Name extends z.ZodType<string>>(name: Name) =>
  z.union(
    [z.array(name), z.record(name, z.unknown()).transform((map) => Object.keys(map) as z.output<Name>[])],
    'a list of names, or a map with the names as its keys',
  );

export const cidr = z
  .string('an IP address or a network such as 10.0.0.0/8')
  .refine(isAddressOrCidr, 'an IP address or a network such as 10.0.0.0/8')
  .meta({ title: 'address or network' });

function isAddressOrCidr(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

export const absolutePath = z
  .string('a path that starts with "/"')
  .regex(/^\/[^?#\s]*$/, { error: 'a path that starts with "/", without "?", "#" or spaces', abort: true })
  .refine((value) => !/\p{Cc}/u.test(value), { error: 'a path without control characters', abort: true })
  .meta({ title: 'path' });
/** A path with which those of requests are compared. */
export const matchedPath = absolutePath.refine((value) => comparablePath(value) !== undefined, {
  error: ({ input }) =>
    `no request can have the path ${JSON.stringify(input)}, because what climbs above the root, or holds %00, is refused: expected a path such as /cart`,
});
/** A path that is asked for, or that a client is sent to, as it stands in a URL. */
export const urlPath = absolutePath.transform(escapedPath);

const hostForm = 'a host name, with a port if need be';
/** What a Host field or a URL says, in ASCII (RFC 3986 §3.2.2). */
export const hostAndPort = z
  .string('a host name')
  .meta({ title: 'host name, with a port if need be' })
  .transform((value) => asciiHost(value) ?? value)
  .refine((value) => /^([A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/.test(value), hostForm);
export const method = z
  .string('an HTTP method such as GET')
  .regex(token)
  .meta({ title: 'method' })
  .transform((value) => value.toUpperCase());
