import type { HeaderField, MoreField, UsualField } from '../config/access-log';
import type { AttemptRecord, Exchange } from './exchange';

/** What the access log says of a request besides what its exchange knows. */
export type Ending = {
  /** Milliseconds since 1970. */
  readonly wallTime: number;
  readonly durationMs: number;
  readonly method: string | undefined;
  readonly status: number;
  readonly reason: string | undefined;
  readonly bytes: number;
  /** Undefined where nobody wants to know. */
  readonly bytesReceived: number | undefined;
  /** The share of such lines that is kept; undefined where all are. */
  readonly sample: number | undefined;
};

/** Writes one field with the comma before it, or nothing where it has no value. */
export type FieldWriter = (exchange: Exchange, ending: Ending) => string;

/**
 * One request as a line of JSON, ending with a line feed; fields without a value are left out. Written by hand because this runs for
 * each request: a general logger took a fifth of all the time spent on one (`make bench`).
 */
export function accessLine(exchange: Exchange, ending: Ending, fields: readonly FieldWriter[]): string {
  let line = `{"level":"info","time":"${isoTime(ending.wallTime)}"`;
  for (const write of fields) line += write(exchange, ending);
  return `${line}${number('sample', ending.sample)},"msg":"request"}\n`;
}

/** The writer of a field, by its name in the config. */
export function writerOf(name: UsualField | MoreField | HeaderField): FieldWriter {
  return isHeader(name) ? headerWriter(name) : writers[name];
}

function isHeader(name: string): name is HeaderField {
  return name.startsWith('header:');
}

const writers = {
  id: ({ id }) => `,"id":${JSON.stringify(id)}`,
  client: ({ client }) => `,"client":"${client}"`,
  peer: ({ peer }) => `,"peer":"${peer}"`,
  protocol: ({ underWay }) => `,"protocol":"HTTP/${underWay.req.httpVersion}"`,
  method: (_, { method }) => text('method', method),
  host: ({ target }) => text('host', target.host),
  path: ({ target }) => text('path', target.rawPath),
  query: ({ target }) => (target.hasQuery ? text('query', target.query) : ''),
  user_agent: ({ request }) => fieldText('user_agent', request.header('user-agent')),
  referer: ({ request }) => fieldText('referer', request.header('referer')),
  route: ({ route }) => text('route', route?.name),
  pool: ({ pool }) => text('pool', pool),
  backend: ({ attempts }) => text('backend', answeringOf(attempts)?.backend),
  backend_address: ({ attempts }) => text('backend_address', answeringOf(attempts)?.address),
  status: (_, { status }) => `,"status":${status}`,
  reason: (_, { reason }) => text('reason', reason),
  rule: ({ rule }) => text('rule', rule),
  detail: ({ detail }) => text('detail', detail),
  duration_ms: (_, { durationMs }) => `,"duration_ms":${hundredths(durationMs)}`,
  queue_ms: ({ queueMs, attempts }) => (queueMs === undefined && attempts.length === 0 ? '' : `,"queue_ms":${hundredths(queueMs ?? 0)}`),
  bytes: (_, { bytes }) => `,"bytes":${bytes}`,
  bytes_received: (_, { bytesReceived }) => number('bytes_received', bytesReceived),
  attempts: ({ attempts }) => (attempts.length === 0 ? '' : `,"attempts":[${attempts.map(attemptText).join()}]`),
} satisfies Record<UsualField | MoreField, FieldWriter>;

function headerWriter(name: HeaderField): FieldWriter {
  const key = name.slice('header:'.length).toLowerCase();
  return ({ request }) => fieldText(name, request.header(key));
}

/** The attempt whose answer the client got; without one, the last. */
function answeringOf(attempts: readonly AttemptRecord[]): AttemptRecord | undefined {
  return attempts.find(({ isPassed }) => isPassed) ?? attempts.at(-1);
}

function attemptText({ backend, status, reason, connect_ms, first_byte_ms }: AttemptRecord): string {
  return `{"backend":${JSON.stringify(backend)}${text('reason', reason)}${number('connect_ms', connect_ms)}${number('first_byte_ms', first_byte_ms)}${number('status', status)}}`;
}

function text(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/** What a client has put into a header field: Node reads bytes as Latin-1, but today's clients send UTF-8. */
function fieldText(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  return text(name, /[\x80-\xff]/.test(value) ? asUtf8(value) : value);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function asUtf8(value: string): string {
  try {
    return utf8.decode(Buffer.from(value, 'latin1'));
  } catch {
    return value;
  }
}

function number(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,"${name}":${value}`;
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}

let lastMs = 0;
let lastText = '';

/** A time as ISO 8601 in UTC; made once for all lines of a millisecond. */
function isoTime(wallTime: number): string {
  if (wallTime !== lastMs) {
    lastMs = wallTime;
    lastText = new Date(wallTime).toISOString();
  }
  return lastText;
}
