import type { Clock } from '../clock';
import type { AccessLogSettings } from '../config/schema';
import { bytesReadBefore } from '../connection/under-way';
import { accessLine } from './access-line';
import { type AccessLog, compileAccessLog } from './access-log';
import type { Room } from './exchange';

/** Takes whole lines, each with its line feed. */
export type Lines = { write(line: string): void };

/** Writes one line for each request once its answer has left, or its connection has gone; for those that the access log keeps. */
export function logAccess(lines: Lines, clock: Clock): Room {
  let compiled: { readonly settings: AccessLogSettings; readonly accessLog: AccessLog } | undefined;
  return function logAccess(ctx, next) {
    const { req, res, state } = ctx;
    const settings = state.serving.config.access_log;
    if (settings === false) return next();
    // They are others after a reload.
    if (compiled?.settings !== settings) compiled = { settings, accessLog: compileAccessLog(settings) };
    const { accessLog } = compiled;
    const { method, socket } = req;
    const before = socket.bytesWritten;
    const readBefore = accessLog.countsReceived ? bytesReadBefore(socket) : undefined;
    const write = () => {
      const reason = state.reason ?? (res.writableFinished ? undefined : (state.underWay.failure?.reason ?? 'client_gone'));
      const status = reason === 'client_gone' || !res.headersSent ? 499 : res.statusCode;
      const kept = accessLog.keeps(state, status, reason);
      if (kept === false) return;
      const bytesReceived = readBefore === undefined ? undefined : socket.bytesRead - readBefore;
      const sample = kept === true ? undefined : kept;
      const at = { wallTime: clock.wallTime(), durationMs: clock.now() - state.startedAt };
      const bytes = socket.bytesWritten - before;
      lines.write(accessLine(state, { ...at, method, status, reason, bytes, bytesReceived, sample }, accessLog.fields));
    };
    // The rooms learn from the same event how a tunnel has ended.
    res.on('close', () => void (res.statusCode === 101 ? setImmediate(write) : write()));
    return next();
  };
}
