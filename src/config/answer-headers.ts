import { type Finding, quote } from './problems';
import { entriesWithin, isMap, type RawEntry } from './raw';

/** Fields that servers send and clients do not (RFC 9110 §10.2, and what browsers obey). */
const answerFields: ReadonlySet<string> = new Set(
  (
    'access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin ' +
    'access-control-expose-headers access-control-max-age age content-security-policy cross-origin-embedder-policy ' +
    'cross-origin-opener-policy cross-origin-resource-policy etag last-modified location permissions-policy referrer-policy ' +
    'retry-after server set-cookie strict-transport-security vary www-authenticate x-content-type-options x-frame-options ' +
    'x-permitted-cross-domain-policies x-powered-by x-xss-protection'
  ).split(' '),
);

/** Entries for requests with a header that only answers have: somebody wanted to add it to answers. */
export function findAnswerHeaders(root: RawEntry): Finding[] {
  return entriesWithin(root).flatMap(({ path, value: { headers } }): Finding[] => {
    if (!isMap(headers)) return [];
    return Object.keys(headers)
      .filter((name) => answerFields.has(name.toLowerCase()))
      .map((name) => ({ path: [...path, 'headers', name], at: 'key', message: sentence(name, headers[name]) }));
  });
}

function sentence(name: string, value: unknown): string {
  const text = typeof value === 'string' && value !== '*' ? value : '…';
  return `headers says which requests come here, and none has ${quote(name)}, which is a header of answers: expected response_header_rules: {add: {${name}: ${text}}}`;
}
