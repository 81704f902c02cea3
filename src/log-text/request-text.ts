import { type Colour, type Paint, visible } from './paint';
import { pairText } from './pair-text';
import type { Said } from './said';

type Attempt = { readonly backend?: unknown; readonly reason?: unknown; readonly status?: unknown };

/** What has a place of its own in the line, or is for machines; what was chosen besides stands behind it by name. */
const placed: ReadonlySet<string> = new Set([
  'level',
  'time',
  'msg',
  'id',
  'client',
  'method',
  'host',
  'path',
  'query',
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
]);

const durationWidth = 9;

/**
 * `200    3.7 ms  127.0.0.1  GET www.mango.com/cart → Kesar`: the status, how long it took, who asked for what, and who answered, after
 * whom; then why it was not a plain success.
 */
export function requestText(said: Said, columnWidth: number, paint: Paint): string {
  const { status, client, duration_ms: durationMs, rule, detail } = said;
  const colour = colourOf(Number(status));
  const rest = Object.entries(said).filter(([name]) => !placed.has(name));
  const isRuleTold = rule === undefined || String(detail).includes(String(rule));
  return [
    paint(colour, visible(String(status ?? '')).padEnd(columnWidth)),
    (typeof durationMs === 'number' ? durationText(durationMs) : '').padStart(durationWidth),
    ...(client === undefined ? [] : [paint('dim', visible(String(client)))]),
    ...[`${askedText(said, paint)}${answeredText(said, paint)}`].filter((text) => text !== ''),
    ...reasonText(said).map((text) => paint(colour, text)),
    ...(isRuleTold ? [] : [pairText('rule', rule, paint)]),
    ...rest.map(([name, value]) => pairText(name, value, paint)),
  ].join('  ');
}

function colourOf(status: number): Colour {
  if (status >= 500) return 'red';
  if (status >= 400) return 'yellow';
  return status >= 300 ? 'cyan' : 'green';
}

function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds >= 60) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  return ms >= 1000 ? `${(ms / 1000).toFixed(2)} s` : `${ms.toFixed(1)} ms`;
}

function askedText({ method, host, path, query }: Said, paint: Paint): string {
  const parts = [
    ...(host === undefined ? [] : [visible(String(host), 60)]),
    ...(path === undefined ? [] : [visible(String(path), 100)]),
    ...(query === undefined ? [] : [paint('dim', `?${visible(String(query))}`)]),
  ].join('');
  return [...(method === undefined ? [] : [paint('bold', visible(String(method)))]), ...(parts === '' ? [] : [parts])].join(' ');
}

/** Those who were tried before, each with what came of it, and who answered. */
function answeredText({ backend, attempts, reason }: Said, paint: Paint): string {
  if (backend === undefined && !Array.isArray(attempts)) return '';
  const all: readonly Attempt[] = Array.isArray(attempts) ? attempts : [{ backend }];
  const answering = all.findLastIndex((attempt) => attempt.backend === backend);
  const others = all.filter((_, at) => at !== answering).map((attempt) => `${nameOf(attempt)} (${outcomeOf(attempt)})`);
  const last = answering === -1 ? [] : [lastText(all[answering] as Attempt, reason)];
  return [...others, ...last].map((text) => ` ${paint('dim', '→')} ${text}`).join('');
}

/** What became of it is told by the reason of the whole, where that is the same. */
function lastText(attempt: Attempt, reason: unknown): string {
  return attempt.reason === undefined || attempt.reason === reason ? nameOf(attempt) : `${nameOf(attempt)} (${outcomeOf(attempt)})`;
}

function nameOf({ backend }: Attempt): string {
  return visible(String(backend));
}

function outcomeOf({ reason, status }: Attempt): string {
  return visible(String(reason ?? status ?? 'given up'));
}

function reasonText({ reason, detail }: Said): string[] {
  if (reason === undefined && detail === undefined) return [];
  return [[reason, detail].flatMap((part) => (part === undefined ? [] : [visible(String(part), 160)])).join(': ')];
}
