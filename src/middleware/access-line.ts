import type { AttemptRecord, Exchange } from './exchange';

/** What the access log says of a request besides what its exchange knows. */
export type Ending = {
  readonly method: string | undefined;
  readonly status: number;
  readonly reason: string | undefined;
  readonly bytes: number;
};

/**
 * One request as a line of JSON, ending with a line feed; fields without a value are left out. Written by hand because this runs for
 * each request: a general logger took a fifth of all the time spent on one (`make bench`).
 */
export function accessLine(exchange: Exchange, { method, status, reason, bytes }: Ending): string {
  const { id, client, target, route, pool, attempts, rule, detail, startedAt } = exchange;
  return (
    `{"level":"info","time":"${isoTime()}","id":${JSON.stringify(id)},"client":"${client}"` +
    text('method', method) +
    text('host', target.host) +
    text('path', target.rawPath) +
    text('route', route?.name) +
    text('pool', pool) +
    text('backend', (attempts.find(({ isPassed }) => isPassed) ?? attempts.at(-1))?.backend) +
    `,"status":${status}` +
    text('reason', reason) +
    text('rule', rule) +
    text('detail', detail) +
    `,"duration_ms":${Math.round((performance.now() - startedAt) * 100) / 100},"bytes":${bytes}` +
    (attempts.length === 0 ? '' : `,"attempts":[${attempts.map(attemptText).join()}]`) +
    ',"msg":"request"}\n'
  );
}

function attemptText({ backend, status, reason, connect_ms, first_byte_ms }: AttemptRecord): string {
  return `{"backend":${JSON.stringify(backend)}${text('reason', reason)}${number('connect_ms', connect_ms)}${number('first_byte_ms', first_byte_ms)}${number('status', status)}}`;
}

function text(name: string, value: string | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}

function number(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,"${name}":${value}`;
}

let lastMs = 0;
let lastText = '';

/** The time now as ISO 8601 in UTC; made once for all lines of a millisecond. */
function isoTime(): string {
  const now = Date.now();
  if (now !== lastMs) {
    lastMs = now;
    lastText = new Date(now).toISOString();
  }
  return lastText;
}
