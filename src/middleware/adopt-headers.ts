import { type IncomingHttpHeaders, IncomingMessage, validateHeaderName, validateHeaderValue } from 'node:http';
import { Failure, messageOf } from '../errors';
import { spelling } from '../http/field-name';
import { requestId } from './begin';
import type { Room } from './exchange';

/** Node's own way to put a field beside those before it: some are joined, of others the first counts. */
const { _addHeaderLine: addLine } = IncomingMessage.prototype as unknown as {
  readonly _addHeaderLine: (this: IncomingMessage, name: string, value: string, to: IncomingHttpHeaders) => void;
};

/** What frames the content that is on the connection: nothing that a middleware writes can change that. */
const framing: ReadonlySet<string> = new Set(['content-length', 'transfer-encoding']);

/**
 * Lets what the middlewares of others have made of `req.headers` stand for what the client has sent: the rooms read `rawHeaders`, which
 * middlewares leave alone. A field that was set is there in place of all of the client's of that name, in whatever case. Throws a
 * `Failure` `internal` for a field that cannot be sent.
 */
export function adoptHeaders(): Room {
  return function adoptHeaders(ctx, next) {
    if (adopt(ctx.req)) ctx.state.id = requestId(ctx.req.rawHeaders);
    return next();
  };
}

/** Says whether anything was changed. */
function adopt(req: IncomingMessage): boolean {
  const changed = changes(req);
  if (changed.size === 0) return false;
  const raw = req.rawHeaders.filter((_, at) => !changed.has((req.rawHeaders[at - (at % 2)] as string).toLowerCase()));
  for (const [name, values] of changed) for (const value of values) raw.push(name, checked(name, value));
  const headers: IncomingHttpHeaders = {};
  const distinct: NodeJS.Dict<string[]> = Object.create(null);
  forEachField(raw, (name, value) => {
    addLine.call(req, name, value, headers);
    const lower = name.toLowerCase();
    distinct[lower] = [...(distinct[lower] ?? []), value];
  });
  Object.assign(req, { rawHeaders: raw, headers, headersDistinct: distinct });
  return true;
}

/**
 * The names that read differently now, in lower case, with the values they have; none for a field that was deleted. What middlewares
 * could not see is no part of the request either: a backend would believe what none of them has looked at.
 */
function changes(req: IncomingMessage): Map<string, readonly string[]> {
  const changed = new Map<string, readonly string[]>();
  const sent = unseenOf(req, changed);
  for (const name of Object.keys(sent)) if (req.headers[name] == null && !framing.has(name)) changed.set(name, []);
  for (const [name, value] of Object.entries(req.headers)) {
    if (value == null || isSame(sent[name], value)) continue;
    const lower = name.toLowerCase();
    if (!framing.has(lower))
      changed.set(
        lower,
        (Array.isArray(value) ? value : [value]).map((one) => textFor(lower, one)),
      );
  }
  return changed;
}

/**
 * What Node makes of the fields that came, and into `unseen` what it makes nothing of: the second of a field that counts once, and
 * `X_User` beside X-User, which some backends take for the same.
 */
function unseenOf(req: IncomingMessage, unseen: Map<string, readonly string[]>): IncomingHttpHeaders {
  const sent: IncomingHttpHeaders = {};
  forEachField(req.rawHeaders, (name, value) => {
    const lower = name.toLowerCase();
    const before = sent[lower];
    addLine.call(req, name, value, sent);
    if (typeof before === 'string' && sent[lower] === before && lower !== 'host' && !framing.has(lower)) unseen.set(lower, [before]);
    const plain = spelling(lower);
    if (plain !== lower && req.headers[plain] != null) unseen.set(lower, []);
  });
  return sent;
}

function isSame(before: string | string[] | undefined, now: string | string[]): boolean {
  if (typeof before === 'string' || before === undefined) return before === now;
  return Array.isArray(now) && before.length === now.length && before.every((value, at) => value === now[at]);
}

/** `[object Object]` would be sent otherwise, and nobody would be told. */
function textFor(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  const what = `a middleware has set the request header ${JSON.stringify(name)} to what cannot be sent`;
  throw new Failure(
    'internal',
    `${what}: expected a text, a number or a list of them, found ${value === null ? 'null' : `a value of type ${typeof value}`}`,
  );
}

function checked(name: string, value: string): string {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return value;
  } catch (error) {
    const what = `a middleware has set the request header ${JSON.stringify(name)} to what cannot be sent`;
    throw new Failure('internal', `${what}: ${messageOf(error)}`, { cause: error });
  }
}

function forEachField(raw: readonly string[], use: (name: string, value: string) => void): void {
  for (let at = 0; at < raw.length; at += 2) use(raw[at] as string, raw[at + 1] as string);
}
