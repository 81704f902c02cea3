import { z } from 'zod';
import { duration } from './units';
import { fieldName, token } from './values';
import { comparableHost } from '../http/comparable';
import { asciiHost } from '../http/wire-text';

const originSentence = 'an origin such as https://app.mango.com or https://*.mango.com, "*" for any, or "null"';

/** As browsers write it (Fetch, "serializing a request origin"): lower case, without the port that the scheme implies. */
const origin = z
  .string(originSentence)
  .meta({ title: 'origin' })
  .transform((value) => asciiOrigin(value.toLowerCase()).replace(/^(http:.*):80$|^(https:.*):443$/, '$1$2'))
  .refine(
    (value) =>
      value === '*' ||
      value === 'null' ||
      /^[a-z][a-z0-9+.-]*:\/\/(\*\.)?([a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/.test(value),
    originSentence,
  );

function asciiOrigin(value: string): string {
  const [, scheme, host = ''] = /^([a-z][a-z0-9+.-]*:\/\/)(.+)$/.exec(value) ?? [];
  const [, literal = '', port = ''] = /^(\[.*\])(:\d+)?$/.exec(host) ?? [];
  const address = comparableHost(literal);
  if (scheme !== undefined && address !== undefined) return `${scheme}[${address}]${port}`;
  return scheme === undefined ? value : `${scheme}${asciiHost(host) ?? host}`;
}

const corsMap = z
  .strictObject({
    origins: z
      .array(origin, 'a list of origins such as https://app.mango.com')
      .min(1, 'at least one origin')
      .describe('The pages that may read answers: scheme, host and port, `https://*.mango.com` for exactly one label, `*` for any page.'),
    methods: z
      .array(z.string('an HTTP method such as GET, or "*"').regex(token))
      .default(['GET', 'HEAD', 'POST'])
      .describe('The methods they may use, case-sensitive; `*` for any.'),
    headers: z.array(fieldName).default([]).describe('The request headers they may set beyond those that are always allowed; `*` for any.'),
    expose: z.array(fieldName).default([]).describe('The answer headers they may read beyond those that are always allowed.'),
    credentials: z.boolean().default(false).describe('Lets them use cookies and passwords of this site.'),
    max_age: duration('5s').describe('How long a browser may remember what it was allowed.'),
  })
  .refine(({ credentials, origins }) => !credentials || !origins.includes('*'), {
    path: ['origins'],
    message: 'any page could act for whoever is logged in: expected the origins by name, or credentials: false',
  })
  .describe(
    'Tells browsers which pages of other sites may use this one (Fetch). Preflights are answered here; what a backend says of it is replaced.',
  )
  .meta({ id: 'cors' });

export const cors = z
  .union([z.literal(false), corsMap], 'false, or a map such as {origins: [https://app.mango.com]}')
  .optional()
  .describe('Tells browsers which pages of other sites may use this one. `false`: says nothing.');
