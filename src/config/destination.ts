import { z } from 'zod';
import { servers } from './pool-settings';
import { fieldValue, hostAndPort, text, urlPath, wholeNumber } from './values';
import { fieldBytes } from '../http/wire-text';

/** Who answers: an entry has exactly one of these keys. */
export const destination = {
  servers: servers.optional(),
  pool: z.string('the name of a pool').min(1).optional().describe('The name of an entry under `pools`, in place of `servers`.'),
  split: z
    .strictObject({
      pools: z
        .record(z.string('the name of a pool').min(1), wholeNumber(0, 1000))
        .describe('Names of pools, and the share of the requests that each gets.'),
      pin: z
        .string('header:NAME or cookie:NAME')
        .regex(/^(header|cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'header:NAME or cookie:NAME')
        .optional()
        .describe('A header or cookie that may name the pool to go to. A cookie is also set, so that a client stays where it went first.'),
    })
    .describe('Splits the requests between pools, for a canary release.')
    .meta({ id: 'split' })
    .optional()
    .describe('Splits the requests between pools, for a canary release.'),
  redirect: z
    .strictObject({
      scheme: z.enum(['http', 'https']).optional().describe('The scheme to go to.'),
      host: hostAndPort.optional().describe('The host to go to, with a port if need be.'),
      path: urlPath.optional().describe('The path to go to. Letters beyond ASCII are sent as escapes of their UTF-8.'),
      status: z.literal([301, 302, 303, 307, 308]).default(302).describe('The status of the answer.'),
    })
    .refine((to) => to.scheme !== undefined || to.host !== undefined || to.path !== undefined, 'a scheme, a host or a path to redirect to')
    .describe('Sends the client elsewhere; what is not given stays as the client asked for it.')
    .meta({ id: 'redirect' })
    .optional()
    .describe('Sends the client elsewhere; what is not given stays as the client asked for it.'),
  respond: z
    .strictObject({
      status: wholeNumber(200, 599).default(200).describe('The status of the answer.'),
      body: text.transform(fieldBytes).prefault('').describe('The body of the answer, in UTF-8.'),
      content_type: fieldValue.prefault('text/plain; charset=utf-8').describe('The `Content-Type` of the answer.'),
    })
    .describe('A fixed answer, for a maintenance page.')
    .meta({ id: 'respond' })
    .optional()
    .describe('A fixed answer, for a maintenance page.'),
};

export const mirroring = {
  mirror: z
    .strictObject({
      pool: z.string('the name of a pool').min(1).describe('The name of an entry under `pools`.'),
      percent: z.number('a number from 0 to 100').min(0).max(100).default(100).describe('How many of the requests are sent there too.'),
      max_requests: wholeNumber(1)
        .default(100)
        .describe(
          'Most copies under way at the pool at a time. A request that comes while there are so many is not copied; nor is one while copies would have more than a sixteenth of the files that the process may open.',
        ),
    })
    .describe('Sends a copy of requests to another pool and drops its answers; the client never waits for it.')
    .meta({ id: 'mirror' })
    .optional()
    .describe('Sends a copy of requests to another pool and drops its answers.'),
};
