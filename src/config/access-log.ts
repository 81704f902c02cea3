import { z } from 'zod';
import { quote } from './problems';
import { conditions } from './rules';
import { nearest } from './suggest';
import { absolutePath, fieldName, fieldValue, token, wholeNumber } from './values';

/** What a line says of a request unless it is told otherwise, in its order. */
export const usualFields = [
  'id',
  'client',
  'method',
  'host',
  'path',
  'route',
  'pool',
  'backend',
  'status',
  'reason',
  'rule',
  'detail',
  'duration_ms',
  'bytes',
  'attempts',
] as const;

/** What it says as well where it is asked to. */
export const moreFields = ['peer', 'protocol', 'query', 'user_agent', 'referer', 'bytes_received', 'queue_ms', 'backend_address'] as const;

export type UsualField = (typeof usualFields)[number];
export type MoreField = (typeof moreFields)[number];
/** A header of the request, under the name that the config gives it. */
export type HeaderField = `header:${string}`;

const known: ReadonlySet<string> = new Set([...usualFields, ...moreFields]);

/** What lets somebody in. */
const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'authentication',
  'cookie',
  'cookie2',
  'set-cookie',
  'api-key',
  'apikey',
  'x-api-key',
  'x-apikey',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-xsrf-token',
  'x-amz-security-token',
  'x-vault-token',
  'x-gitlab-token',
  'private-token',
]);

const field = z
  .string('the name of a field')
  .meta({ title: 'field' })
  .superRefine((name, { addIssue }) => {
    const message = fieldMistake(name);
    if (message !== undefined) addIssue({ code: 'custom', message });
  })
  .transform((name) => name as UsualField | MoreField | HeaderField);

function fieldMistake(name: string): string | undefined {
  if (known.has(name)) return undefined;
  const header = /^header:(.*)$/is.exec(name)?.[1];
  if (header === undefined) return unknownField(name);
  if (!name.startsWith('header:') || !token.test(header)) return `${quote(name)} names no header: expected one such as header:X-Tenant`;
  if (!secretHeaders.has(header.toLowerCase())) return undefined;
  return `${header} lets whoever reads the log in: expected a header without a secret`;
}

function unknownField(name: string): string {
  const near = nearest(name, known);
  const all = [...moreFields, 'header:NAME'].join(', ');
  return `unknown field ${quote(name)}: expected ${near === undefined ? `one of ${all}` : `${near}, most likely, of ${all}`}`;
}

const omitted = z.enum(usualFields);

const shareSentence = 'a share from 0 to 1, or a percentage such as 10%';

/** As a share from 0 to 1. */
const share = z
  .union(
    [
      z.number(shareSentence),
      z
        .string(shareSentence)
        .regex(/^\d{1,3}(\.\d+)?%$/, shareSentence)
        .transform((text) => Number((Number(text.slice(0, -1)) / 100).toPrecision(12))),
    ],
    shareSentence,
  )
  .refine((value) => value >= 0 && value <= 1, shareSentence)
  .meta({ title: 'share' });

const exceptionMap = z
  .strictObject({
    path: absolutePath.optional().describe('Requests for this path and all below it, by whole segment; any path when there is none.'),
    exact: z.boolean().default(false).describe('Requests for this path alone.'),
    methods: conditions.methods.describe('Only those with one of these methods.'),
    headers: z
      .record(fieldName, fieldValue)
      .prefault({})
      .describe('Only those that have each of these headers with this value; `*` stands for any text, as in `User-Agent: kube-probe/*`.'),
    statuses: z.array(wholeNumber(100, 599)).min(1, 'at least one status').optional().describe('Only those answered with one of these.'),
  })
  .refine(
    ({ path, methods, headers, statuses }) =>
      path !== undefined || methods !== undefined || statuses !== undefined || Object.keys(headers).length > 0,
    'a path, methods, headers or statuses that tell what is not logged',
  )
  .refine(({ path, exact }) => path !== undefined || !exact, { path: ['exact'], message: 'exact needs a path: expected one beside it' })
  .meta({ id: 'access_log_exception' });

const exception = z.union(
  [absolutePath.transform((path) => exceptionMap.parse({ path })), exceptionMap],
  'a path such as /healthz, or a map such as {path: /healthz, methods: [GET]}',
);

const settings = z
  .strictObject({
    fields: z
      .array(field, 'a list such as [user_agent]')
      .prefault([])
      .describe(
        `What a line says besides the usual: ${moreFields.map((name) => `\`${name}\``).join(', ')}, and \`header:NAME\` for a header.`,
      ),
    omit: z.array(omitted, 'a list such as [client]').prefault([]).describe('What it leaves out of the usual.'),
    sample: share
      .prefault(1)
      .describe(
        'The share of the lines that is kept, from 0 to 1 or `10%`; what failed is always kept. A kept line says its share in `sample`.',
      ),
    except: z
      .array(exception, 'a list such as [/healthz]')
      .prefault([])
      .describe('Requests without a line: paths with all below them, or maps. What failed has one all the same.'),
  })
  .refine(({ fields, omit }) => !omit.some((name) => fields.includes(name)), {
    path: ['omit'],
    message: 'a field is both chosen and left out: expected it in one of fields and omit',
  })
  .meta({ id: 'access_log' });

const sentence = 'true, false, or a map such as {fields: [user_agent]}';

/** Of which requests there is a line in the log, and what it says; false for none. */
export const accessLog = z
  .union([z.literal([true, false, 'off']).transform((value) => value === true && settings.parse({})), settings], sentence)
  .prefault(true)
  .describe('A line in the log for each request: `false` for none, or a map that says for which and what it tells.');

export const logFormat = z
  .enum(['auto', 'json', 'text'])
  .default('auto')
  .describe('`json` is one object a line, `text` a line for people. `auto`: text on a terminal, JSON elsewhere.');
