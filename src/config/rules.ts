import { z } from 'zod';
import { edgeRules } from './edge-rules';
import { rateLimit } from './rate-limit';
import { rewriteRules } from './rewrite-rules';
import { sizeOrOff } from './units';
import {
  cidr,
  cookieName,
  cookieValue,
  fieldName,
  fieldValue,
  matchedPath,
  method,
  names,
  paramName,
  removableField,
  settableField,
  text,
} from './values';

const edits = (
  id: string,
  name: z.ZodType<string, string>,
  value: z.ZodType<string, string>,
  removable: z.ZodType<string, string> = name,
) =>
  z
    .strictObject({
      add: z.record(name, value).prefault({}).describe('Sets each of these, in place of any that was there.'),
      append: z
        .record(name, z.union([z.array(value), value.transform((one) => [one])], 'text or a list of texts'))
        .prefault({})
        .describe('Adds these beside any that were there.'),
      remove: names(removable).prefault([]).describe('Drops these: a list of names, or a map whose values are ignored.'),
    })
    .describe('Changes to headers, query parameters or cookies, by name.')
    .meta({ id });

const headerEdits = edits('header_edits', settableField, fieldValue, removableField);

export const firewallRules = z
  .strictObject({
    ip_reject: z.array(cidr).prefault([]).describe('Clients at these addresses or in these networks are refused.'),
    ip_allow: z.array(cidr).optional().describe('When given, only clients at these addresses or in these networks may pass.'),
    path_reject: z.array(matchedPath).prefault([]).describe('These paths and all below them are refused, matched by whole segment.'),
    header_reject: z
      .union(
        [z.array(fieldName).transform((list) => Object.fromEntries(list.map((name) => [name, '*']))), z.record(fieldName, fieldValue)],
        'a list of header names, or a map of name to value',
      )
      .prefault({})
      .describe('A request with one of these headers is refused: a list of names, or a map of name to value; `*` stands for any text.'),
    method_reject: z.array(method).prefault([]).describe('Requests with these methods are refused.'),
    dry_run: z.boolean().default(false).describe('Logs and counts what these rules would refuse, and refuses nothing.'),
  })
  .describe('Refuses requests with 403 `Forbidden`, before anything else is done with them.')
  .meta({ id: 'firewall_rules' });

/** What may be done to a request, and who may send it: the keys that hosts, paths and pools share. */
export const rules = {
  header_rules: headerEdits
    .optional()
    .describe(
      'Changes the headers that the backend sees. What is removed or added here cannot come in trailers either. Removing `Host` lets it see its own address.',
    ),
  param_rules: edits('param_edits', paramName, text).optional().describe('Changes the query parameters that the backend sees.'),
  cookie_rules: edits('cookie_edits', cookieName, cookieValue).optional().describe('Changes the cookies that the backend sees.'),
  response_header_rules: headerEdits
    .optional()
    .describe('Changes the headers that the client sees. What is removed or added here cannot come in trailers either.'),
  rewrite_rules: rewriteRules,
  firewall_rules: firewallRules.optional(),
  rate_limit: rateLimit.optional(),
  max_body: sizeOrOff
    .optional()
    .describe(
      'Largest content of a request, in place of `limits.body`; 413 beyond it. Of host, path and pool the last that says so decides.',
    ),
  ...edgeRules,
};

/** What a request must have, beside host and path, for an entry to match. */
export const conditions = {
  methods: z.array(method).min(1, 'at least one method').optional().describe('Matches only requests with one of these methods.'),
  headers: z
    .record(fieldName, fieldValue)
    .optional()
    .describe('Matches only requests that have each of these headers with just this value.'),
  params: z
    .record(paramName, text)
    .optional()
    .describe('Matches only requests that have each of these query parameters with just this value.'),
};
