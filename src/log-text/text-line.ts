import { type Colour, inColour, type Paint, plain, visible } from './paint';
import { pairText } from './pair-text';
import { requestText } from './request-text';
import type { Said } from './said';

/** How lines for people look. On a terminal the time is that of the clock on the wall; elsewhere, where lines are kept, it is whole. */
export type TextStyle = { readonly hasColours: boolean; readonly time: 'clock' | 'whole' };

/** Behind the time, and before what is said: the level where it is not `info`, or the status of an answer. */
const columnWidth = 5;
const indent = '      ';
const mostOfStack = 20;

const colourOf: Readonly<Record<string, Colour>> = { warn: 'yellow', error: 'red', fatal: 'red' };

/** A line of JSON as one for people, or several where it has lists of sentences; each ends with a line feed. */
export function textLine(json: string, { hasColours, time }: TextStyle): string {
  const said = parsed(json);
  if (said === undefined) return `${visible(json.trimEnd(), 1000)}\n`;
  const paint = hasColours ? inColour : plain;
  const at = paint('dim', time === 'clock' ? clock(said.time) : visible(String(said.time)));
  return `${at}  ${said.msg === 'request' ? requestText(said, columnWidth, paint) : eventText(said, paint)}\n`;
}

function parsed(json: string): Said | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Said) : undefined;
  } catch {
    return undefined;
  }
}

function eventText({ level, time: _time, msg, err, count, ...fields }: Said, paint: Paint): string {
  const colour = colourOf[String(level)];
  const column = (level === 'info' ? '' : visible(String(level))).padEnd(columnWidth);
  const sentence = visible(String(msg ?? ''), 200);
  const lists = Object.entries(fields).filter(([, value]) => isSentences(value)) as [string, string[]][];
  const others = Object.entries(fields).filter(([, value]) => !isSentences(value));
  const counted = count !== undefined && lists.length === 0 ? [['count', count] as const] : [];
  const first = [
    `${colour === undefined ? column : paint(colour, column)}  ${paint(colour ?? 'bold', sentence)}`,
    ...[...counted, ...others].map(([name, value]) => pairText(name, value, paint)),
  ].join('  ');
  const below = [...lists.flatMap(([, list]) => [...list.map((one) => visible(one, 400)), ...untold(count, list)]), ...stackOf(err)];
  return [first, ...below.map((line) => indent + line)].join('\n');
}

function isSentences(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string') && value.some((one) => one.includes(' '))
  );
}

function untold(count: unknown, list: readonly string[]): string[] {
  return typeof count === 'number' && count > list.length ? [`… and ${count - list.length} more, which mangrove check tells`] : [];
}

function stackOf(err: unknown): string[] {
  if (err === undefined) return [];
  const { stack, message } = (typeof err === 'object' && err !== null ? err : { message: err }) as Said;
  return String(stack ?? message)
    .split('\n', mostOfStack)
    .map((line) => visible(line, 200));
}

/** Hours to milliseconds, where this machine is. */
function clock(time: unknown): string {
  const at = new Date(String(time));
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}
