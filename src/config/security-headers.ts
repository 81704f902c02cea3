import { z } from 'zod';
import { fieldValue, wholeNumber } from './values';

const hsts = z
  .strictObject({
    days: wholeNumber(0, 3650).default(365).describe('How long a browser comes with TLS only; `0` makes it forget.'),
    subdomains: z.boolean().default(false).describe('For all names below this one too.'),
    preload: z.boolean().default(false).describe('Agrees to be in the lists that browsers ship with.'),
  })
  .refine(({ preload, subdomains, days }) => !preload || (subdomains && days >= 365), {
    path: ['preload'],
    message: 'the lists of browsers would not take this: expected subdomains: true and at least 365 days beside preload',
  })
  .describe('Keeps browsers from coming without TLS (RFC 6797). Said only over TLS, here or at a trusted proxy that says so.')
  .meta({ id: 'hsts' });

const referrerPolicies = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'origin',
  'origin-when-cross-origin',
  'same-origin',
  'strict-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
] as const;

const securityHeadersMap = z
  .strictObject({
    hsts: z
      .union([z.literal(false), hsts], 'false, or a map such as {days: 365}')
      .prefault({})
      .describe('`Strict-Transport-Security`. `false`: none.'),
    nosniff: z.boolean().default(true).describe('`X-Content-Type-Options: nosniff`.'),
    frame_options: z
      .literal(['DENY', 'SAMEORIGIN', false])
      .default('SAMEORIGIN')
      .describe('`X-Frame-Options`: who may show these pages in a frame. `false`: none.'),
    referrer_policy: z
      .literal([...referrerPolicies, false])
      .default('strict-origin-when-cross-origin')
      .describe('`Referrer-Policy`. `false`: none.'),
    content_security_policy: fieldValue.optional().describe('`Content-Security-Policy`, as it stands.'),
    permissions_policy: fieldValue.optional().describe('`Permissions-Policy`, as it stands.'),
    override: z
      .boolean()
      .default(false)
      .describe('Puts these in place of what the backend says. Otherwise each is added only where the backend did not set it.'),
  })
  .describe('Headers that make browsers more careful, on every answer to a request that could be read, those that are made here included.')
  .meta({ id: 'security_headers' });

export const securityHeaders = z
  .union(
    [z.boolean().transform((on) => on && securityHeadersMap.parse({})), securityHeadersMap],
    'true, false, or a map such as {frame_options: DENY}',
  )
  .optional()
  .describe('Adds headers that make browsers more careful. `true`: the usual ones; `false`: none.');
