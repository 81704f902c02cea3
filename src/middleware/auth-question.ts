import type { IncomingMessage } from 'node:http';
import type { ForwardAuth } from '../config/schema';
import { spelling } from '../http/field-name';
import { addForwarding } from '../upstream/headers';
import type { UpstreamRequest } from '../upstream/transport';
import type { Exchange } from './exchange';
import { hopOf } from './hop';

/** About the content, which is not sent along, or about what a cache has, which would make the answer no answer. */
const notAsked: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'content-range',
  'host',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
]);

/**
 * What an authentication service is asked about a request: `GET` with the client's own fields, and what the request is in
 * `X-Forwarded-*`. The path is told as rules see it, so that no spelling of it gets past a rule of the service.
 */
export function authQuestion(rule: ForwardAuth, req: IncomingMessage, state: Exchange): UpstreamRequest {
  const { target, claims } = state;
  const split = state.request.endToEnd();
  const fields = [...fieldsOf(split.fields, rule, state), ...claims];
  const headers = addForwarding({ ...split, fields, acceptsTrailers: false, trailer: undefined }, hopOf(req, state));
  headers.push('X-Forwarded-Method', req.method ?? 'GET');
  headers.push('X-Forwarded-Uri', target.hasQuery ? `${target.path}?${target.query}` : target.path);
  return {
    method: 'GET',
    path: rule.path,
    headers,
    body: undefined,
    isChunked: false,
    trailers: undefined,
    upgrade: undefined,
    client: req.socket,
  };
}

/** The client's fields that the service sees: what only a proxy can know is not taken from a client. */
function fieldsOf(fields: readonly string[], { request_headers: named }: ForwardAuth, { edge }: Exchange): string[] {
  const wanted = named && new Set(named.map((name) => name.toLowerCase()));
  const { basicAuth } = edge;
  const userHeader = basicAuth?.userHeader && spelling(basicAuth.userHeader);
  return fields.filter((_, at) => {
    const name = (fields[at - (at % 2)] ?? '').toLowerCase();
    const plain = spelling(name);
    if (notAsked.has(plain) || plain.startsWith('x-forwarded-') || plain.startsWith('x-original-') || plain === userHeader) return false;
    if (plain === 'authorization' && basicAuth?.isForwarded === false) return false;
    return wanted === undefined || wanted.has(name);
  });
}
