import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type Log = Logger;

/** A log of one JSON object a line. Whoever passes a stream of their own gets each line at once. */
export function openLog(stream: DestinationStream): Log {
  return pino({ base: undefined, timestamp: stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } }, stream);
}
