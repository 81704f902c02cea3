import { type DestinationStream, type Logger, pino } from 'pino';
import type { Clock } from './clock';

export type Log = Logger;

/** A log of one JSON object a line. Whoever passes a stream of their own gets each line at once. */
export function openLog(stream: DestinationStream, clock: Clock): Log {
  const timestamp = () => `,"time":"${new Date(clock.wallTime()).toISOString()}"`;
  return pino({ base: undefined, timestamp, formatters: { level: (level) => ({ level }) } }, stream);
}
